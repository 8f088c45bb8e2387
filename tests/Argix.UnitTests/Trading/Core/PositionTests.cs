using Argix.Contracts;
using Argix.Trading.Core;

namespace Argix.UnitTests.Trading.Core;

public sealed class PositionTests
{
    [Fact]
    public void LongClosedInPartsRealisesAtAverageCost()
    {
        var line = Traded((10, 100), (10, 110), (-5, 120));
        Assert.Equal((15m, 105m, 75m), (line.Quantity, line.AveragePrice, line.Realized));
    }

    [Fact]
    public void AFlipRealisesTheOldAndOpensTheNewAtThePriceOfTheTrade()
    {
        var line = Traded((10, 100), (-15, 90));
        Assert.Equal((-5m, 90m, -100m), (line.Quantity, line.AveragePrice, line.Realized));
    }

    [Fact]
    public void AShortEarnsWhenThePriceFalls()
    {
        var line = Traded((-10, 100), (10, 95));
        Assert.Equal((0m, null, 50m), (line.Quantity, line.AveragePrice, line.Realized));
        Assert.Equal(0, line.Cost);
    }

    [Fact]
    public void CashIsConservedOverAnySequence()
    {
        var chance = new Random(7);
        for (var round = 0; round < 500; round++)
        {
            var trades = Enumerable.Range(0, 20).Select(_ => ((decimal)chance.Next(-9, 10), (decimal)chance.Next(50, 150))).Where(t => t.Item1 != 0).ToArray();
            var line = Traded(trades);
            var cash = -trades.Sum(t => t.Item1 * t.Item2);
            Assert.Equal(trades.Sum(t => t.Item1), line.Quantity);
            Assert.Equal(line.Realized, cash + line.Cost, 15);
        }
    }

    [Fact]
    public void ClientOrderIdsHaveTheFormTheVenueTakes()
    {
        var id = Guid.Parse("01a20930-d6e1-7856-b0dd-d18689b6d6b1");
        Assert.Equal("01a20930-d6e1-7856-b0dd-d18689b6d6b1", ClientOrderIds.Derive(id, "uuid"));
        Assert.Equal("01a20930d6e17856b0ddd18689b6d6b1", ClientOrderIds.Derive(id, "hex32"));
        Assert.Matches("^[0-9A-Za-z]{22}$", ClientOrderIds.Derive(id, "base62x22"));
        Assert.Matches("^[0-9A-Z]{20}$", ClientOrderIds.Derive(id, "base36x20"));
    }

    [Fact]
    public void SizingByMoneyRoundsDownToTheLotAndShowsItsArithmetic()
    {
        var (quantity, words) = Sizer.Size(new FixedNotional(1000), DeskBench.Apple, new ReferencePrice(33, DeskBench.Start, "quote"));
        Assert.Equal(30, quantity);
        Assert.Equal("1,000 ÷ 33 = 30.3030303 → lot 1 → 30", words);
        Assert.Equal(0, Sizer.Size(new FixedNotional(1000), DeskBench.Apple, null).Quantity);
    }

    private static PositionLine Traded(params (decimal Quantity, decimal Price)[] trades)
    {
        var line = new PositionLine(Guid.Empty, DeskBench.Apple);
        foreach (var (quantity, price) in trades)
        {
            line.Trade(quantity, price);
        }

        return line;
    }
}
