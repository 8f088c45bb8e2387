using System.Diagnostics;
using Argix.IntegrationTests;

namespace Argix.Chaos;

/// <summary>One round: the host starts, trades beside whatever its plan brings, is killed, and lies dead while the venue goes on.</summary>
internal sealed class Round(World world, Lives lives, Phases phases, int number, Plan plan)
{
    /// <param name="running">A host lives already.</param>
    public async Task PlayAsync(bool running)
    {
        try
        {
            if (plan.When == KillWhen.WhileStarting && !running)
            {
                world.Proxy.Weather = plan.AtStart;
                await lives.KilledWhileStartingAsync(plan.Number);
                return;
            }

            if (!running)
            {
                world.Proxy.Weather = plan.AtStart;
                await lives.StartAsync();
                await lives.ReadyAsync(plan.AtStart.IsCalm ? TimeSpan.FromMinutes(2) : TimeSpan.FromSeconds(4));
                await lives.BreatheAsync(number);
            }

            await TradeAsync();
            await DeadAsync();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new InvalidOperationException($"seed {world.Seed}, round {number} ({plan}): {e.Message}", e);
        }
    }

    private async Task TradeAsync()
    {
        var begun = Stopwatch.GetTimestamp();
        using var over = new CancellationTokenSource();
        world.Proxy.Weather = plan.Trading;
        var before = world.Intentions.Answered;
        var trading = world.Traffic.RunAsync(number, over.Token);
        var others = Task.WhenAll(WireAsync(), lives.SecondAsync(plan.SecondStarts));
        var (acks, most) = plan.When == KillWhen.AfterTime ? (int.MaxValue, plan.Number) : (Math.Max(1, plan.Number % 16), 2_500);
        while (world.Intentions.Answered - before < acks && Stopwatch.GetElapsedTime(begun).TotalMilliseconds < most)
        {
            await Task.Delay(5);
        }

        var heir = plan.SecondTakesOver ? HostProcess.Launch(world.Platform.Folder) : null;
        if (heir is not null)
        {
            await Task.Delay(Seeds.For(world.Seed, number, 3).Next(3_000));
        }

        await others;
        await over.CancelAsync();
        await lives.KillAsync();
        await trading;
        phases.Add("trade", begun);
        await lives.InheritAsync(heir);
    }

    private async Task WireAsync()
    {
        var random = Seeds.For(world.Seed, number, 2);
        if (plan.CutAll)
        {
            await Task.Delay(random.Next(400));
            world.Proxy.CutAll();
        }

        if (plan.Refuse)
        {
            await world.Proxy.RefuseAsync(TimeSpan.FromMilliseconds(50 + random.Next(800)));
        }
    }

    // What happens at the venue meanwhile, nobody tells us.
    private async Task DeadAsync()
    {
        var random = Seeds.For(world.Seed, number, 4);
        for (var i = 0; i < plan.HandsWhileDead; i++)
        {
            await world.Traffic.HandAsync(random);
        }

        await Task.Delay(plan.DeadFor);
    }
}
