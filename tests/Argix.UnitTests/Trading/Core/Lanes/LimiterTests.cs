using Argix.Trading.Core.Lanes;

namespace Argix.UnitTests.Trading.Core.Lanes;

public sealed class LimiterTests
{
    private static readonly DateTimeOffset T0 = new(2026, 1, 5, 15, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly IReadOnlyDictionary<string, int> OrdersOnly = new Dictionary<string, int> { ["submit"] = 1, ["cancel"] = 1 };

    [Theory]
    [InlineData(4, 0.5, 2, 2)]
    [InlineData(10, 0.25, 7, 3)]
    [InlineData(2, 0.1, 1, 1)]
    [InlineData(5, 0, 5, 0)]
    [InlineData(1, 0.25, 1, 0)]
    public void OrdersLeaveTheReservedShareToCancels(int limit, double reserve, int orders, int cancels)
    {
        var limiter = new Limiter(limit, Minute, (decimal)reserve);
        Assert.Equal(orders, Enumerable.Range(0, 50).Count(_ => limiter.TakeForOrder(T0)));
        Assert.Equal(cancels, Enumerable.Range(0, 50).Count(_ => limiter.TakeForCancel(T0)));
    }

    [Fact]
    public void NoSpanOfTheWindowEverHoldsMoreThanTheLimit()
    {
        var limiter = new Limiter(20, Minute, 0);
        var sent = new List<DateTimeOffset>();
        for (var now = T0; now < T0.AddMinutes(5); now = now.AddMilliseconds(130))
        {
            if (limiter.TakeForOrder(now))
            {
                sent.Add(now);
            }
        }

        Assert.All(sent, at => Assert.InRange(sent.Count(x => x >= at && x < at + Minute), 1, 20));
        Assert.InRange(sent.Count, 90, 100);
    }

    [Fact]
    public void ADecayingCounterGivesBackByAndBy()
    {
        var limiter = new Limiter([new QuotaRule("orders", 15, Minute, 0, Decay: 0.5)]);
        Assert.Equal(15, Enumerable.Range(0, 50).Count(_ => limiter.TakeForOrder(T0)));
        Assert.False(limiter.TakeForOrder(T0.AddSeconds(1.9)));
        Assert.True(limiter.TakeForOrder(T0.AddSeconds(2.1)));
        Assert.Equal(10, Enumerable.Range(0, 50).Count(_ => limiter.TakeForOrder(T0.AddSeconds(22.1))));
    }

    [Theory]
    [InlineData("submit", null, 1, 3)]
    [InlineData("read", null, 1, 0)]
    [InlineData("read", "orders", 2, 2)]
    [InlineData("submit", "orders", 1, 3)]
    [InlineData("submit", "data", 1, 3)]
    public void WeightsSayWhatCountsAndHowMuch(string operation, string? named, int weight, int cost) =>
        Assert.Equal(cost, new QuotaRule("orders", 100, Minute, 0, Weights: new Dictionary<string, int> { ["submit"] = 3 }).Cost(operation, named, weight));

    [Theory]
    [InlineData(null, 1)]
    [InlineData("other", 0)]
    public void WithoutWeightsEachUnnamedCallCountsOne(string? named, int cost) => Assert.Equal(cost, new QuotaRule("orders", 100, Minute, 0).Cost("read", named));

    [Fact]
    public void AnOrderCountsInEveryQuotaThatItBelongsToOrInNone()
    {
        var limiter = new Limiter([new QuotaRule("second", 2, TimeSpan.FromSeconds(1), 0), new QuotaRule("minute", 3, Minute, 0)]);
        Assert.True(limiter.TakeForOrder(T0) && limiter.TakeForOrder(T0));
        Assert.False(limiter.TakeForOrder(T0));
        Assert.True(limiter.TakeForOrder(T0.AddSeconds(2)));
        Assert.False(limiter.TakeForOrder(T0.AddSeconds(4)));
    }

    [Fact]
    public void AnInstrumentsQuotaHoldsBackThatInstrumentOnly()
    {
        var limiter = new Limiter([new QuotaRule("symbol", 1, Minute, 0, "instrument")]);
        Assert.True(limiter.TakeForOrder(T0, new QuotaKey("a", "AAPL")));
        Assert.False(limiter.TakeForOrder(T0, new QuotaKey("a", "AAPL")));
        Assert.True(limiter.TakeForOrder(T0, new QuotaKey("a", "MSFT")));
    }

    [Fact]
    public void LoginsOfOneAddressShareItsQuota()
    {
        var address = new Limiter([new QuotaRule("ip", 3, Minute, 0, "ip")]);
        var (one, two) = (new Limiter([], address), new Limiter([], address));
        Assert.True(one.TakeForOrder(T0) && two.TakeForRead(T0, null, 1) && one.TakeForCancel(T0));
        Assert.False(two.TakeForOrder(T0));
        Assert.False(one.TakeForCancel(T0));
    }

    [Fact]
    public void TheVenuesOwnCountIsTakenOverUntilItsReset()
    {
        var limiter = new Limiter([new QuotaRule("orders", 10, Minute, 0.2m)]);
        Assert.True(limiter.TakeForOrder(T0));
        Heard(limiter, T0, new QuotaCount("orders", null, null, 2, T0.AddSeconds(20)));
        Assert.False(limiter.TakeForOrder(T0.AddSeconds(19)));
        Assert.True(limiter.TakeForCancel(T0.AddSeconds(19)));
        Assert.True(limiter.TakeForOrder(T0.AddSeconds(20)));
    }

    [Fact]
    public void AnAnswerThatIsBehindDoesNotGiveBackWhatIsStillOnItsWay()
    {
        var limiter = new Limiter([new QuotaRule("orders", 3, Minute, 0)]);
        Assert.True(limiter.TakeForOrder(T0) && limiter.TakeForOrder(T0) && limiter.TakeForOrder(T0));
        Heard(limiter, T0, new QuotaCount("orders", null, 1, null, null));
        Assert.False(limiter.TakeForOrder(T0));
    }

    [Fact]
    public void TheVenuesLimitReplacesTheManifests()
    {
        var limiter = new Limiter([new QuotaRule("orders", 2, Minute, 0)]);
        Heard(limiter, T0, new QuotaCount("orders", 5, 0, null, null));
        Assert.Equal(5, Enumerable.Range(0, 50).Count(_ => limiter.TakeForOrder(T0)));
    }

    [Fact]
    public void ARefusalPausesItsBucketAndABanEverything()
    {
        var limiter = new Limiter([new QuotaRule("orders", 100, Minute, 0, Weights: OrdersOnly), new QuotaRule("data", 100, Minute, 0, Weights: new Dictionary<string, int>())]);
        limiter.Heard(T0, new QuotaNews([], new QuotaRefusal("read", "data", Ban: false), TimeSpan.FromSeconds(30)));
        Assert.False(limiter.TakeForRead(T0.AddSeconds(29), "data", 1));
        Assert.Equal(T0.AddSeconds(30), limiter.NextRead(T0, "data", 1));
        Assert.True(limiter.TakeForOrder(T0));
        limiter.Heard(T0, new QuotaNews([], new QuotaRefusal("submit", null, Ban: true), TimeSpan.FromMinutes(2)));
        Assert.False(limiter.TakeForOrder(T0.AddSeconds(119)) || limiter.TakeForCancel(T0.AddSeconds(119)) || limiter.TakeForRead(T0.AddSeconds(119), "data", 1));
        Assert.True(limiter.TakeForCancel(T0.AddSeconds(120)));
    }

    [Fact]
    public void RefusalsInARowWithoutAWordOnHowLongWaitLongerEachTime()
    {
        var limiter = new Limiter([new QuotaRule("orders", 100, Minute, 0)]);
        var refused = new QuotaNews([], new QuotaRefusal("submit", null, Ban: false), null);
        limiter.Heard(T0, refused);
        Assert.True(limiter.TakeForOrder(T0.AddSeconds(1)));
        limiter.Heard(T0.AddSeconds(1), refused);
        Assert.False(limiter.TakeForOrder(T0.AddSeconds(2.9)));
        limiter.Heard(T0.AddSeconds(10), new QuotaNews([], null, null));
        limiter.Heard(T0.AddSeconds(10), refused);
        Assert.True(limiter.TakeForOrder(T0.AddSeconds(11)));
    }

    [Fact]
    public void ALaneSendsCancelsBeforeOrdersThatWaitedLonger()
    {
        var limiter = new Limiter([new QuotaRule("orders", 2, Minute, 0)]);
        var lane = new LaneCore(new LaneRules(TimeSpan.FromSeconds(10), true, true, false, 0, Minute, 0), limiter);
        limiter.Pause(T0, TimeSpan.FromSeconds(1));
        Assert.DoesNotContain(lane.Step(new SubmitWanted(T0, Guid.NewGuid(), T0.AddSeconds(2))), a => a is SendSubmit);
        Assert.DoesNotContain(lane.Step(new CancelWanted(T0, Guid.NewGuid())), a => a is SendCancel);
        Assert.Equal([typeof(SendCancel), typeof(SendSubmit)], lane.Step(new Tick(T0.AddSeconds(1))).Where(a => a is SendCancel or SendSubmit).Select(a => a.GetType()));
    }

    [Fact]
    public void AnOrderThatTheQuotaHoldsBeyondItsTimeIsNeverSentAndHoldsNoOtherInstrument()
    {
        var lane = new LaneCore(new LaneRules(TimeSpan.FromSeconds(10), true, true, false, 0, Minute, 0), new Limiter([new QuotaRule("symbol", 1, Minute, 0, "instrument")]));
        var late = Guid.NewGuid();
        Assert.Contains(lane.Step(new SubmitWanted(T0, Guid.NewGuid(), T0.AddSeconds(2), new QuotaKey("a", "AAPL"))), a => a is SendSubmit);
        Assert.DoesNotContain(lane.Step(new SubmitWanted(T0, late, T0.AddSeconds(2), new QuotaKey("a", "AAPL"))), a => a is SendSubmit);
        Assert.Contains(lane.Step(new SubmitWanted(T0, Guid.NewGuid(), T0.AddSeconds(2), new QuotaKey("a", "MSFT"))), a => a is SendSubmit);
        Assert.Equal([new DropSubmit(late, "broker_timeout")], lane.Step(new Tick(T0.AddSeconds(2))).OfType<DropSubmit>());
        Assert.DoesNotContain(lane.Step(new Tick(T0.AddMinutes(2))), a => a is SendSubmit);
    }

    private static void Heard(Limiter limiter, DateTimeOffset now, QuotaCount count) => limiter.Heard(now, new QuotaNews([count], null, null));
}
