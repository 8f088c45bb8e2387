using System.Text.Json;
using Argix.Trading.Core;

namespace Argix.Trading.Desks;

/// <summary>
/// The second latch of the kill switch: a file per workspace beside the journal, written first, because it works while the journal does not.
/// Either latch kills. A file that cannot be read counts as killed.
/// </summary>
public sealed class KillFile(string directory)
{
    /// <summary>The scope that stops every workspace.</summary>
    public const string Platform = "platform";

    private static readonly Guid Everybody = Guid.Empty;
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, List<KillLatch>> _active = [];

    public IReadOnlyList<KillLatch> Active(Guid workspace)
    {
        lock (_gate)
        {
            return [.. Of(workspace), .. Of(Everybody)];
        }
    }

    public bool Kills(Guid workspace, OrderFacts order)
    {
        lock (_gate)
        {
            return Of(workspace).Concat(Of(Everybody)).Any(k => DeskState.Covers(k, order.ConnectionId, order.StrategyId, order.Instrument.Symbol));
        }
    }

    public void Press(Guid workspace, KillLatch latch) => Change(Place(workspace, latch.Scope), list =>
    {
        list.RemoveAll(k => k.Scope == latch.Scope && k.Id == latch.Id);
        list.Add(latch);
    });

    public void Release(Guid workspace, string scope, string? id) => Change(Place(workspace, scope), list => list.RemoveAll(k => (k.Scope == scope && k.Id == id) || k.Scope == "unreadable"));

    private void Change(Guid workspace, Action<List<KillLatch>> change)
    {
        lock (_gate)
        {
            var list = Of(workspace);
            change(list);
            Directory.CreateDirectory(directory);
            var temp = PathOf(workspace) + ".new";
            try
            {
                using (var file = new FileStream(temp, FileMode.Create))
                {
                    JsonSerializer.Serialize(file, list);
                    file.Flush(flushToDisk: true);
                }

                File.Move(temp, PathOf(workspace), overwrite: true);
            }
            catch (IOException)
            {
                // A full disk must not keep the switch from working: the latch in memory holds, the journal has its own.
            }
        }
    }

    private List<KillLatch> Of(Guid workspace)
    {
        if (_active.TryGetValue(workspace, out var list))
        {
            return list;
        }

        return _active[workspace] = Read(PathOf(workspace));
    }

    private static List<KillLatch> Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<List<KillLatch>>(File.ReadAllBytes(path)) ?? [] : [];
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return [new KillLatch("unreadable", null, "the kill file could not be read, so the switch counts as pressed", "system", DateTimeOffset.UnixEpoch)];
        }
    }

    private static Guid Place(Guid workspace, string scope) => scope == Platform ? Everybody : workspace;

    private string PathOf(Guid workspace) => Path.Combine(directory, workspace == Everybody ? "platform.json" : $"{workspace}.json");
}
