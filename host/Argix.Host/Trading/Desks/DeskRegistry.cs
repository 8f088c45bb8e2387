using System.Collections.Concurrent;
using Argix.Trading.Desks.Snapshots;
using Argix.Trading.Journal;

namespace Argix.Trading.Desks;

/// <summary>Every workspace's desk, made on first use. Desks share nothing but the journal's writer.</summary>
public sealed class DeskRegistry : IAsyncDisposable
{
    private readonly DeskLoader _loader;
    private readonly JournalWriter _writer;
    private readonly TimeProvider _clock;
    private readonly ILogger<Desk> _log;

    internal DeskRegistry(DeskLoader loader, JournalWriter writer, TimeProvider clock, ILogger<Desk> log) => (_loader, _writer, _clock, _log) = (loader, writer, clock, log);

    private readonly ConcurrentDictionary<Guid, Lazy<Desk>> _desks = [];

    /// <summary>What any desk committed; quick handlers only.</summary>
    public event Action<Committed>? Committed;

    public IEnumerable<Desk> All => _desks.Values.Where(d => d.IsValueCreated).Select(d => d.Value);

    public Desk Get(Guid workspace) => _desks.GetOrAdd(workspace, id => new Lazy<Desk>(() =>
    {
        var desk = new Desk(id, _loader, _writer, _clock, _log);
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
