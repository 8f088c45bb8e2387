using static Argix.Contracts.Testing.Kit.KitDesk;

namespace Argix.Contracts.Testing.Kit.Cases;

/// <summary>What only the safest have: a venue that cannot be doubled and that cancels when we fall silent; and a storm.</summary>
internal static class SafetyCases
{
    private const string Group = "Safety";

    /// <summary>How many seeds the storm has.</summary>
    public const int Seeds = 10_000;

    public static IEnumerable<KitCase> All =>
    [
        new("BC-169", Group, Grade.Silver, "a storm of faults, 200 seeds: nothing doubled, no fill lost, nothing declared dead", Needs.LookUp, d => StormAsync(d, 200)),
        new("BC-170", Group, Grade.Platinum, "the dead-man switch is armed and says when it goes off", Needs.DeadMan, async d =>
        {
            var account = await d.AccountAsync();
            var after = d.Manifest.DeadMan.Min ?? TimeSpan.FromMinutes(1);
            var at = await d.RunAsync(ct => d.Able<IDeadMan>().ArmAsync(account, after, ct), "arming the dead-man switch");
            That(at is null || (at - d.Clock.GetUtcNow() - after)!.Value.Duration() < TimeSpan.FromSeconds(5), $"it goes off after {after}, not at {at}");
        }),
        new("BC-171", Group, Grade.Platinum, "a dead-man switch that could not be armed throws", Needs.DeadMan, async d =>
        {
            var account = await d.AccountAsync();
            d.Port.Always(PortFault.Say(Saying.Unavailable), Op.Read, Op.Cancel, Op.Submit, Op.Replace);
            await d.FailsAsync(ct => d.Able<IDeadMan>().ArmAsync(account, d.Manifest.DeadMan.Min ?? TimeSpan.FromMinutes(1), ct), "arming the dead-man switch");
        }),
        new("BC-172", Group, Grade.Platinum, "an order sent again after its end is still told as a duplicate", Needs.Dedup, async d =>
        {
            var (placed, booked) = await d.PlacedAsync();
            d.Book.End(booked.Id);
            var again = await d.SubmitAsync(placed.Order);
            That(d.Book.Orders().Count == 1 && (d.Concluded(Op.Submit, again).Verdict == Verdict.Duplicate || again.BrokerOrderId == placed.BrokerOrderId), "the venue takes an id once, ever");
        }),
        new("BC-173", Group, Grade.Platinum, "10,000 seeds of the storm", Needs.LookUp, d => StormAsync(d, Seeds)),
    ];

    private static async Task StormAsync(KitDesk d, int seeds)
    {
        await d.AccountAsync();
        for (var seed = 1; seed <= seeds; seed += 100)
        {
            // A venue for a hundred of them, so that no list becomes long.
            await using var desk = new KitDesk(d.Subject);
            await desk.AccountAsync();
            for (var i = seed; i < seed + 100 && i <= seeds; i++)
            {
                await OneAsync(desk, i);
            }
        }
    }

    private static async Task OneAsync(KitDesk d, int seed)
    {
        try
        {
            await new Storm(d, seed).RunAsync();
        }
        catch (KitFailure e)
        {
            throw new KitFailure($"seed {seed}: {e.Message}");
        }
    }
}
