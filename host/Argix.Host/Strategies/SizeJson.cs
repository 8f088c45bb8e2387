using System.Text.Json;
using Argix.Strategies.Core.Graph;

namespace Argix.Strategies;

/// <summary>A size as text and back, for intents that wait in the database.</summary>
internal static class SizeJson
{
    public static string Write(GraphSize size) => JsonSerializer.Serialize(Flat.Of(size));

    public static GraphSize Read(string text) => JsonSerializer.Deserialize<Flat>(text)!.Size();

    private sealed record Flat(string Kind, decimal A, decimal B, decimal C, Flat? Inner = null, decimal? Quantity = null, decimal? Notional = null, decimal? Volume = null, decimal? Power = null)
    {
        public static Flat Of(GraphSize size) => size switch
        {
            FixedUnits s => new("units", s.Quantity, 0, 0),
            FixedMoney s => new("money", s.Amount, 0, 0),
            EquityShare s => new("equity", s.Percent, 0, 0),
            RiskShare s => new("risk", s.Percent, s.StopPrice, 0),
            VolatilityShare s => new("volatility", s.Percent, s.AverageTrueRange, s.Multiple),
            TargetUnits s => new("target", s.Quantity, 0, 0),
            Limited s => new("limited", 0, 0, 0, Of(s.Inner), s.Quantity, s.Notional, s.PercentOfVolume, s.PercentOfBuyingPower),
            _ => throw new ArgumentOutOfRangeException(nameof(size)),
        };

        public GraphSize Size() => Kind switch
        {
            "units" => new FixedUnits(A),
            "money" => new FixedMoney(A),
            "equity" => new EquityShare(A),
            "risk" => new RiskShare(A, B),
            "volatility" => new VolatilityShare(A, B, C),
            "target" => new TargetUnits(A),
            _ => new Limited(Inner!.Size(), Quantity, Notional, Volume, Power),
        };
    }
}
