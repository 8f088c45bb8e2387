using Argix.Strategies;
using Argix.Strategies.Core.Graph;
using Argix.Trading.Core;
using Argix.Trading.Core.Risk;
using Argix.Trading.Desks;

namespace Argix.UnitTests.Strategies.Graph;

public sealed class OwnBookTests
{
    private static readonly Guid Mine = Guid.NewGuid(), Other = Guid.NewGuid();
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 15, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Two_strategies_on_one_symbol_each_know_what_is_their_own()
    {
        OrderView[] orders = [Order(Mine, "buy", 10, 100), Order(Other, "buy", 5, 100), Order(Other, "sell", 15, 100)];
        Assert.Equal((10m, -10m), (OwnBook.Of(orders, Mine, 0, 100, Now).Net, OwnBook.Of(orders, Other, 0, 100, Now).Net));
    }

    [Fact]
    public void What_was_closed_by_hand_is_not_sold_again()
    {
        OrderView[] orders = [Order(Mine, "buy", 10, 100)];
        Assert.Equal([10m, 4m, 0m, 0m], new[] { 12m, 4m, 0m, -3m }.Select(held => OwnBook.Of(orders, Mine, held, 100, Now).Net));
    }

    [Fact]
    public void The_days_result_counts_what_was_closed_and_what_is_open()
    {
        OrderView[] orders = [Order(Mine, "buy", 10, 100), Order(Mine, "sell", 4, 110, 1), Order(Mine, "buy", 4, 90, 2)];
        var book = OwnBook.Of(orders, Mine, 10, 95, Now);
        Assert.Equal((10m, 96m), (book.Net, book.AveragePrice));
        Assert.Equal(40m + (10 * (95m - 96m)), book.DayProfit);
    }

    [Fact]
    public void Risk_blocks_tighten_the_engines_limits_and_never_loosen_them()
    {
        var document = Templates.Find("signal_follower")!.Document; // max_orders: 50 a day
        Assert.Equal(50, RiskBinding.Tighter(document, Mine, null)!.ExecutionThrottle);
        Assert.Equal(50, RiskBinding.Tighter(document, Mine, new LimitItem("strategy", Mine.ToString(), ExecutionThrottle: 80, MaxValue: 7))!.ExecutionThrottle);
        Assert.Null(RiskBinding.Tighter(document, Mine, new LimitItem("strategy", Mine.ToString(), ExecutionThrottle: 20)));
        Assert.Equal("few", RiskBinding.BlockOf(document, "risk_denied:execution_throttle"));
        Assert.Null(RiskBinding.BlockOf(document, "risk_denied:capital"));
    }

    [Fact]
    public void Every_size_reaches_the_engines_sizer_and_survives_a_stay_in_the_database()
    {
        GraphSize[] sizes = [new FixedUnits(1.5m), new FixedMoney(100), new EquityShare(2), new RiskShare(1, 95), new VolatilityShare(1, 2, 3), new TargetUnits(-4), new Limited(new Limited(new EquityShare(2), 5), null, 1000, 1, 50)];
        Assert.All(sizes, s => Assert.Equal(s, SizeJson.Read(SizeJson.Write(s))));
        Assert.Equal([typeof(FixedQuantity), typeof(FixedNotional), typeof(PercentOfEquity), typeof(RiskToStop), typeof(VolatilityTarget), typeof(TargetPosition), typeof(Capped)], sizes.Select(s => GraphSizing.Of(s).GetType()));
    }

    private static OrderView Order(Guid strategy, string side, decimal quantity, decimal price, int minute = 0) => new(Guid.NewGuid(), Guid.Empty, "c", "b", new InstrumentView("SPY", "equity"), side, "market",
        quantity, null, null, "day", "filled", null, new PendingView(false, false), quantity, price, null, null, strategy, false, false, "strategy", "", [], Now.AddHours(-1).AddMinutes(minute), Now.AddHours(-1).AddMinutes(minute));
}
