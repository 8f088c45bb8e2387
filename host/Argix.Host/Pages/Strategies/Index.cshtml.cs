using Argix.Connections;
using Argix.Strategies;

namespace Argix.Pages.Strategies;

/// <summary>The strategies of the workspace; until graphs exist, the built-in one.</summary>
public sealed class StrategiesModel(ConnectionService connections, StrategyService strategies) : MemberPage
{
    public IReadOnlyList<StrategyView> Strategies { get; private set; } = [];

    public async Task OnGetAsync()
    {
        await LoadConnectionsAsync(connections);
        Strategies = await strategies.ListAsync(Me.WorkspaceId, Cancel);
    }
}
