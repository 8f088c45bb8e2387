using Argix.Connections.Egress;
using Argix.Contracts;
using Argix.Contracts.Manifest;
using Argix.Trading.Core.Lanes;
using Argix.Trading.Lanes;

namespace Argix.UnitTests.Trading.Lanes;

public sealed class QuotaReaderTests
{
    private static readonly DateTimeOffset T0 = new(2026, 1, 5, 15, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("s", "20", 20)]
    [InlineData("ms", "1500", 1.5)]
    [InlineData("epoch", "1767625210", 10)]
    [InlineData("epochMs", "1767625210500", 10.5)]
    public void AResetIsReadInItsUnit(string unit, string text, double seconds) =>
        Assert.Equal(new QuotaCount("orders", 200, null, 7, T0.AddSeconds(seconds)), Assert.Single(Read(200, new() { ["X-Limit"] = "200", ["X-Remaining"] = "7", ["X-Reset"] = text }, unit).Counts));

    [Theory]
    [InlineData("NaN")]
    [InlineData("-1")]
    [InlineData("1e99")]
    [InlineData("")]
    public void ACountThatIsNoNumberIsNoNews(string text) => Assert.Empty(Read(200, new() { ["X-Remaining"] = text }).Counts);

    [Theory]
    [InlineData(200, null, false, false, null)]
    [InlineData(429, null, true, false, null)]
    [InlineData(429, "7", true, false, 7)]
    [InlineData(429, "Mon, 05 Jan 2026 15:00:30 GMT", true, false, 30)]
    [InlineData(429, "soon", true, false, null)]
    [InlineData(418, "120", true, true, 120)]
    [InlineData(503, "9", false, false, null)]
    public void ARefusalSaysHowLong(int status, string? retryAfter, bool refused, bool ban, int? seconds)
    {
        var news = Read(status, retryAfter is null ? [] : new() { ["Retry-After"] = retryAfter });
        Assert.Equal(refused ? new QuotaRefusal("submit", "orders", ban) : null, news.Refused);
        Assert.Equal(seconds is { } s ? TimeSpan.FromSeconds(s) : null, news.RetryAfter);
    }

    private static QuotaNews Read(int status, Dictionary<string, string> headers, string unit = "s")
    {
        var manifest = new BrokerManifest
        {
            Id = "demo", Name = "Demo", Version = "1.0.0", OnLimit = [new LimitAnswerFact(418, Ban: true)],
            RateLimits = [new("orders", 100, TimeSpan.FromMinutes(1), Headers: new() { Limit = "X-Limit", Remaining = "X-Remaining", Reset = "X-Reset", Unit = unit })],
        };
        var call = new Call(Op.Submit, "rest", "POST", "/orders", Call.NoHeaders, Bucket: "orders");
        return QuotaReader.Read(manifest, new CallSeen(call, new Answer(Sent.Yes, status, headers, default, null, T0), T0, TimeSpan.Zero), T0);
    }
}
