using Argix.Connections;
using Argix.Strategies;
using Argix.Strategies.Core.Graph;

namespace Argix.Pages.Strategies;

/// <summary>The versions of a strategy and what differs between two of them.</summary>
public sealed class VersionsModel(StrategyService strategies, ConnectionService connections) : MemberPage
{
    public StrategyView Strategy { get; private set; } = null!;

    public IReadOnlyList<VersionView> Versions { get; private set; } = [];

    public int From { get; private set; }

    public int To { get; private set; }

    public IReadOnlyList<GraphChange> Changes { get; private set; } = [];

    public async Task OnGetAsync(Guid id, int? from, int? to)
    {
        Strategy = await strategies.GetAsync(Me.WorkspaceId, id, Cancel);
        Versions = await strategies.VersionsAsync(Me.WorkspaceId, id, Cancel);
        To = to ?? Strategy.Version;
        From = from ?? Math.Max(To - 1, Versions.Count == 0 ? To : Versions[^1].Version);
        Changes = await strategies.DiffAsync(Me.WorkspaceId, id, From, To, Cancel);
        await LoadConnectionsAsync(connections);
    }

    /// <summary>A setting's value as people read it: a connection by its name, nothing as nothing.</summary>
    public string Value(GraphChange change, string? value) => string.IsNullOrEmpty(value) ? "none"
        : change.Field == "connectionId" && Guid.TryParse(value, out var id) ? Connections.GetValueOrDefault(id)?.Name ?? "a connection that is gone"
        : value;
}
