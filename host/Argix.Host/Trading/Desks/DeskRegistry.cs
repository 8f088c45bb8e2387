using System.Collections.Concurrent;
using Argix.Trading.Journal;

namespace Argix.Trading.Desks;

/// <summary>Every workspace's desk, made on first use. Desks share nothing but the journal's writer.</summary>
public sealed class DeskRegistry(IJournalStore store, JournalWriter writer, TimeProvider clock, ILogger<Desk> log) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Guid, Lazy<Desk>> _desks = [];

    /// <summary>What any desk committed; quick handlers only.</summary>
    public event Action<Committed>? Committed;

    public IEnumerable<Desk> All => _desks.Values.Where(d => d.IsValueCreated).Select(d => d.Value);

    public Desk Get(Guid workspace) => _desks.GetOrAdd(workspace, id => new Lazy<Desk>(() =>
    {
        var desk = new Desk(id, store, writer, clock, log);
        desk.Committed += c => Committed?.Invoke(c);
        return desk;
    })).Value;

    public async ValueTask DisposeAsync()
    {
        foreach (var desk in All)
        {
            await desk.DisposeAsync();
        }
    }
}
