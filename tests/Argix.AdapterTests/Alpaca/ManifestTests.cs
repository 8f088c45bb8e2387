using System.Text;
using Argix.Broker.Alpaca;
using Argix.Contracts;
using Argix.Contracts.Manifest;

namespace Argix.AdapterTests.Alpaca;

public class ManifestTests
{
    /// <summary>Bodies as reported by users of the official SDKs (see the broker's docs page); the last ones are what no rule may call final.</summary>
    [Theory]
    [InlineData("submit", 422, """{"code":40010001,"message":"client_order_id must be unique"}""", "duplicate_order", "duplicate")]
    [InlineData("submit", 403, """{"buying_power":"0","code":40310000,"cost_basis":"10","message":"insufficient buying power"}""", "insufficient_funds", "refused")]
    [InlineData("submit", 403, """{"available":"0","code":40310000,"existing_qty":"1","message":"insufficient qty available for order (requested: 1, available: 0)"}""", "insufficient_funds", "refused")]
    [InlineData("submit", 403, """{"code":40310000,"message":"trade denied"}""", "invalid_order", "refused")]
    [InlineData("submit", 422, """{"code":40010001,"message":"asset \"XXXX\" not found"}""", "unknown_instrument", "refused")]
    [InlineData("submit", 422, """{"code":40010001,"message":"qty must be > 0"}""", "invalid_order", "refused")]
    [InlineData("submit", 422, """{"code":42210000,"message":"potential wash trade detected. use complex orders"}""", "invalid_order", "refused")]
    [InlineData("submit", 422, """{"code":42210000,"message":"invalid limit_price 1.001. sub-penny increment does not fulfill minimum pricing criteria"}""", "price_out_of_range", "refused")]
    [InlineData("submit", 401, """{"code":40110000,"message":"request is not authorized"}""", "invalid_credentials", "refused")]
    [InlineData("cancel", 404, """{"code":40410000,"message":"order not found"}""", "order_not_found", "noSuchOrder")]
    [InlineData("cancel", 422, """{"code":42210000,"message":"order is already in \"filled\" state"}""", "order_not_cancellable", "tooLate")]
    [InlineData("submit", 403, """{"message":"forbidden."}""", "insufficient_scope", "unknown")]
    [InlineData("submit", 429, """{"code":42910000,"message":"rate limit exceeded"}""", "rate_limited", "unknown")]
    [InlineData("submit", 500, """{"code":50010000,"message":"internal server error"}""", null, null)]
    public void Recorded_bodies_meet_the_rule_that_is_meant_for_them(string op, int status, string body, string? means, string? verdict)
    {
        var evidence = AlpacaMap.Evidence(new Answer(Sent.Yes, status, Call.NoHeaders, Encoding.UTF8.GetBytes(body), null, default));
        Assert.Equal(means is null ? null : (means, verdict!), Rules.Conclude(Desk.Manifest, op, evidence));
    }

    [Fact]
    public void Money_cannot_be_moved_by_any_listed_call()
    {
        string[] harmful = ["transfer", "withdraw", "wallet", "whitelist", "journal", "ach", "bank"];
        foreach (var pattern in Desk.Manifest.Calls.Values.SelectMany(p => p))
        {
            Assert.DoesNotContain(harmful, word => pattern.Contains(word, StringComparison.OrdinalIgnoreCase));
        }
        Assert.Equal(["POST /v2/orders"], Desk.Manifest.Calls["submit"]);
        Assert.DoesNotContain(Desk.Manifest.Calls.Where(c => c.Key is "read" or "probe" or "stream").SelectMany(c => c.Value), p => !p.StartsWith("GET ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("alpaca", Availability.Available)]
    public void Each_brokers_folder_is_whole(string id, Availability state)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, id);
        var manifest = ManifestReader.Read(File.ReadAllBytes(Path.Combine(folder, "plugin.json")));
        Assert.Equal((id, state), (manifest.Id, manifest.Availability.State));
        Assert.Equal(state == Availability.Available, manifest.Entry is not null);
        Assert.Equal(state == Availability.Maintenance, manifest.Availability.Since is not null);
        string[] headings = ["Overview", "Connection methods", "Environments", "Create credentials", "Permissions needed", "Order types", "What happens if an answer is lost", "Rate limits",
            "Known limitations", "Troubleshooting", "Revoke access", "Sources"];
        Assert.Equal(headings, File.ReadLines(Path.Combine(folder, "docs.md")).Where(l => l.StartsWith("## ", StringComparison.Ordinal)).Select(l => l[3..]));
        Assert.StartsWith("<svg ", File.ReadAllText(Path.Combine(folder, "logo.svg")), StringComparison.Ordinal);
        Assert.NotEmpty(manifest.Unproven);
    }

    [Fact]
    public void Every_word_of_the_rules_has_its_anchor_in_the_docs()
    {
        var docs = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "alpaca", "docs.md"));
        Assert.All(Desk.Manifest.Errors, rule => Assert.Contains($"### {rule.Means}", docs));
    }
}
