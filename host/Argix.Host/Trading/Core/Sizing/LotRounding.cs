using Argix.Contracts;
using static Argix.Trading.Core.Risk.RiskWords;

namespace Argix.Trading.Core;

/// <summary>Down to the lot, and never over the budget: a quotient that was itself rounded up loses a lot.</summary>
public static class LotRounding
{
    public static decimal Down(decimal exact, Instrument instrument)
    {
        var lot = Lot(instrument);
        return Math.Max(0, lot == 1 ? Math.Floor(exact) : Math.Floor(exact / lot) * lot);
    }

    /// <summary>How many units of <paramref name="each"/> fit into a budget.</summary>
    public static decimal Fit(decimal budget, decimal each, Instrument instrument)
    {
        var whole = Down(budget / each, instrument);
        return whole > 0 && whole * each > budget ? whole - Lot(instrument) : whole;
    }

    /// <summary><c>= 40.5 → lot 1 → 40</c>.</summary>
    public static string Words(decimal exact, decimal whole, Instrument instrument) => $"= {Amount(Math.Round(exact, 8))} → lot {Amount(Lot(instrument))} → {Amount(whole)}";

    private static decimal Lot(Instrument instrument) => instrument.Lot > 0 ? instrument.Lot : 1m;
}
