using Argix.Contracts;
using Argix.Trading.Core;

namespace Argix.UnitTests.Trading.Core;

public sealed class SizerTests
{
    private static readonly SizingFacts Known = new("USD", Side.Buy, 1, Equity: 10_000, BuyingPower: 20_000, DailyVolume: 5_000);

    private static Sized Size(Sizing sizing, decimal price = 101.20m, SizingFacts? facts = null, Instrument? instrument = null) =>
        Sizer.Size(sizing, instrument ?? DeskBench.Apple, new ReferencePrice(price, DeskBench.Start, "quote"), facts ?? Known);

    [Fact]
    public void Risk_to_the_stop_shows_its_arithmetic() =>
        Assert.Equal(new Sized(40, "10,000 × 1 % ÷ (101.2 − 98.7) = 40 → lot 1 → 40"), Size(new RiskToStop(1, 98.70m)));

    [Fact]
    public void A_short_risks_up_to_its_stop() => Assert.Equal(40, Size(new RiskToStop(1, 103.70m), facts: Known with { Side = Side.Sell }).Quantity);

    [Fact]
    public void A_stop_on_the_wrong_side_is_nothing_to_trade() => Assert.Equal(new Sized(0, "the stop 103.7 is not below the price 101.2, so there is no distance to risk"), Size(new RiskToStop(1, 103.70m)));

    [Fact]
    public void Percent_of_equity_buys_what_fits() => Assert.Equal(new Sized(9, "10,000 × 10 % ÷ 101.2 = 9.88142292 → lot 1 → 9"), Size(new PercentOfEquity(10)));

    [Fact]
    public void Volatility_targets_the_swing() => Assert.Equal(new Sized(20, "10,000 × 1 % ÷ (2 × ATR 2.5) = 20 → lot 1 → 20"), Size(new VolatilityTarget(1, 2.5m, 2)));

    [Fact]
    public void Another_currency_is_converted_and_without_a_rate_there_is_no_order()
    {
        Assert.Equal(80, Size(new RiskToStop(1, 98.70m), facts: Known with { Account = "EUR", Rate = 0.5m }).Quantity);
        var none = Size(new PercentOfEquity(10), facts: Known with { Account = "EUR", Rate = null });
        Assert.Equal(new Sized(0, "no exchange rate from USD to EUR is known, so there is no order"), none);
    }

    [Theory]
    [InlineData(10, 4, Side.Buy, 6)]
    [InlineData(10, 10, Side.Buy, 0)]
    [InlineData(10, 12, Side.Buy, 0)]
    [InlineData(-5, 3, Side.Sell, 8)]
    [InlineData(0, -2.5, Side.Buy, 2)]
    public void A_target_trades_the_difference_on_its_own_side_only(double target, double expected, Side side, double quantity) =>
        Assert.Equal((decimal)quantity, Size(new TargetPosition((decimal)target), facts: Known with { Expected = (decimal)expected, Side = side }).Quantity);

    [Theory]
    [InlineData(7d, null, null, null, 7d)]
    [InlineData(null, 1000d, null, null, 9d)]
    [InlineData(null, null, 0.1d, null, 5d)]
    [InlineData(null, null, null, 5d, 9d)]
    [InlineData(8d, 1000d, 0.1d, 5d, 5d)]
    [InlineData(500d, null, null, null, 100d)]
    public void The_lowest_ceiling_counts(double? quantity, double? notional, double? volume, double? power, double expected) =>
        Assert.Equal((decimal)expected, Size(new Capped(new FixedQuantity(100), new SizeCeilings((decimal?)quantity, (decimal?)notional, (decimal?)volume, (decimal?)power))).Quantity);

    [Fact]
    public void A_ceiling_that_cannot_be_measured_lets_nothing_through()
    {
        Assert.Equal(0, Size(new Capped(new FixedQuantity(1), new SizeCeilings(PercentOfVolume: 1)), facts: Known with { DailyVolume = null }).Quantity);
        Assert.Equal(0, Size(new Capped(new FixedQuantity(1), new SizeCeilings(PercentOfBuyingPower: 1)), facts: Known with { BuyingPower = null }).Quantity);
        Assert.Equal(0, Size(new Capped(new FixedQuantity(1), new SizeCeilings(Notional: 100)), facts: Known with { Rate = null }).Quantity);
    }

    [Fact]
    public void Less_than_a_lot_is_denied_with_the_arithmetic()
    {
        var desk = new ControlBench();
        var order = desk.Send(sizing: new PercentOfEquity(0.01m));
        Assert.Equal(("denied", "risk_denied:instrument"), (order.StateWord, order.Code));
        Assert.Equal("nothing to trade: 100,000 × 0.01 % ÷ 100 = 0.1 → lot 1 → 0", order.Reason);
    }

    [Fact]
    public void Rounding_never_increases_risk()
    {
        var random = new Random(20260105);
        decimal Next(decimal from, decimal to, int places) => Math.Round(from + (decimal)random.NextDouble() * (to - from), places);
        for (var n = 0; n < 20_000; n++)
        {
            var instrument = DeskBench.Apple with { Lot = new[] { 1m, 0.01m, 0.00000001m, 3m, 100m }[random.Next(5)], Multiplier = new[] { 1m, 100m, 0.5m }[random.Next(3)] };
            var (price, equity, percent, rate) = (Next(0.0001m, 5000, random.Next(5)) + 0.0001m, Next(1, 1_000_000, 2), Next(0.01m, 100, 2), Next(0.001m, 200, 6) + 0.0001m);
            var facts = new SizingFacts("EUR", random.Next(2) == 0 ? Side.Buy : Side.Sell, rate, equity, Next(0, 1_000_000, 2), Next(1, 1_000_000, 0), Next(-100, 100, 3));
            var (distance, unit) = (Next(0.0001m, price / 2, 6) + 0.00000001m, instrument.Multiplier * rate);
            var stop = facts.Side == Side.Buy ? price - distance : price + distance;
            var budget = equity * percent / 100;

            void Within(Sizing sizing, decimal each, decimal most)
            {
                var quantity = Size(sizing, price, facts, instrument).Quantity;
                Assert.True(quantity >= 0 && quantity % instrument.Lot == 0 && quantity * each <= most, $"{sizing} at {price}, {facts}, lot {instrument.Lot}: {quantity}");
            }

            Within(new PercentOfEquity(percent), price * unit, budget);
            Within(new RiskToStop(percent, stop), distance * unit, budget);
            Within(new VolatilityTarget(percent, distance), distance * unit, budget);
            Within(new FixedNotional(budget), price * instrument.Multiplier, budget);
            Within(new Capped(new FixedNotional(budget), new SizeCeilings(Notional: budget / 3)), price * unit, budget / 3);
            Within(new TargetPosition(percent), 1, Math.Abs(percent - facts.Expected));
        }
    }
}
