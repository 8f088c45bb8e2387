using Argix.Connections;
using Argix.Errors;
using Argix.Strategies;
using Argix.Trading.Lanes;

namespace Argix.CommandLine;

/// <summary>The demo's step: a paper connection, and the built-in strategy armed on it with bars that close every second.</summary>
internal static class StrategyDemo
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    public static async Task RunAsync(DemoContext demo, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        var (services, owner) = (demo.Services, demo.Owner);
        try
        {
            var connection = await services.GetRequiredService<ConnectionService>().CreateAsync(owner.WorkspaceId,
                new CreateRequest(new TestRequest("paper", "local", "paper", null, new Dictionary<string, string>()), "Paper"), owner.Actor, patience.Token);
            await services.GetRequiredService<MarketFeed>().OpenAsync(connection.Id, patience.Token);
            await ArmAsync(services.GetRequiredService<StrategyService>(), demo, connection.Id, patience.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new ArgixException("connection_not_ready", "The demo's paper connection did not open in time — look into the log, then run it again");
        }
    }

    // Short bars and enterOnArm, so that there is something to see at once.
    private static async Task ArmAsync(StrategyService strategies, DemoContext demo, Guid connection, CancellationToken cancel)
    {
        var workspace = demo.Owner.WorkspaceId;
        var strategy = (await strategies.ListAsync(workspace, cancel))[0];
        await strategies.ChangeAsync(workspace, strategy.Id, null, p => p with { ConnectionId = connection, BarSize = "PT1S", EnterOnArm = true }, demo.Owner.Actor, cancel);
        await strategies.ArmAsync(workspace, strategy.Id, demo.Owner.Actor, cancel);
        while ((await strategies.GetAsync(workspace, strategy.Id, cancel)).Status != "running")
            await Task.Delay(LookAgain, TimeProvider.System, cancel);
    }
}
