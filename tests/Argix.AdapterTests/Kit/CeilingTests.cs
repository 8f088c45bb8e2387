using Argix.Contracts.Manifest;
using Argix.Contracts.Testing.Kit;

namespace Argix.AdapterTests.Kit;

/// <summary>Facts set the ceiling; no code raises it.</summary>
public class CeilingTests
{
    public static TheoryData<string, Grade> Facts => new()
    {
        { """{}""", Grade.Platinum },
        { """{"clientOrderId": {"lookup": "none"}}""", Grade.Silver },
        { """{"clientOrderId": {"lookup": "open"}}""", Grade.Silver },
        { """{"fills": {"truth": "cumulative"}}""", Grade.Silver },
        { """{"replace": {"kind": "none"}}""", Grade.Silver },
        { """{"submit": {"maxProcessingDelay": null}}""", Grade.Silver },
        { """{"errors": [{"op": "cancel", "means": "order_not_found", "verdict": "noSuchOrder"}, {"op": "submit", "means": "insufficient_funds", "verdict": "refused"}]}""", Grade.Silver },
        { """{"errors": [{"op": "submit", "means": "unknown_instrument", "verdict": "refused"}, {"op": "any", "means": "insufficient_funds", "verdict": "refused"}]}""", Grade.Silver },
        { """{"clientOrderId": {"proven": false}}""", Grade.Gold },
        { """{"clientOrderId": {"dedup": "none"}}""", Grade.Gold },
        { """{"clientOrderId": {"scope": "openOrders"}}""", Grade.Gold },
        { """{"deadMan": {"kind": "none"}}""", Grade.Gold },
        { """{"rateLimits": [{"bucket": "login", "limit": 120, "per": "PT1M", "proven": false}]}""", Grade.Gold },
        { """{"entry": null}""", Grade.None },
    };

    [Theory]
    [MemberData(nameof(Facts))]
    public void The_ceiling_follows_from_the_manifest(string change, Grade ceiling)
    {
        var json = AcmeSubject.Merged(AcmeSubject.BestJson, System.Text.Json.Nodes.JsonNode.Parse(change)!);
        var found = Ceiling.Of(AcmeSubject.Read(json));
        Assert.Equal(ceiling, found.Grade);
        Assert.Equal(ceiling == Grade.Platinum, found.Why.Count == 0);
    }

    [Fact]
    public async Task A_grade_never_passes_its_ceiling_and_a_failed_case_lowers_it()
    {
        var capped = await ConformanceKit.RunAsync(AcmeSubject.Whole with { Manifest = AcmeSubject.Best with { DeadMan = new DeadManFact() } });
        Assert.Equal((Grade.Gold, Grade.Gold), (capped.Grade, capped.Ceiling));
        Assert.Contains("the venue has no dead-man switch", capped.WhyNotHigher);
        var bad = await ConformanceKit.RunAsync(new Mutant { Report = r => r with { AveragePrice = r.Filled is 2 ? 1 : r.AveragePrice } }.Subject);
        Assert.Equal(Grade.None, bad.Grade);
        Assert.StartsWith("BC-086", Assert.Single(bad.WhyNotHigher, w => w.StartsWith("BC-086", StringComparison.Ordinal)));
        Assert.Equal(bad.ToJson(), KitReport.FromJson(System.Text.Encoding.UTF8.GetBytes(bad.ToJson())).ToJson());
        Assert.Contains("FAILED", bad.ToTable());
    }
}
