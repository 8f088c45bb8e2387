using static Argix.Trading.Core.Risk.RiskWords;

namespace Argix.Trading.Core.Risk;

/// <summary>Stopped, reducing or active. A symbol with an order that a person must look at is reduce-only on its connection until that is done.</summary>
public static class TradingState
{
    public const string Id = "trading_state";

    private static readonly Verdict Active = Verdict.Pass(Id, "active");
    private static readonly Verdict Reducing = Verdict.Pass(Id, "reduces the position");

    public static Verdict Judge(GateInput i)
    {
        if (i.Desk.KilledBy(i.Facts.ConnectionId, i.Facts.StrategyId, i.Facts.Instrument.Symbol) is { } kill)
        {
            return Verdict.Deny(Id, $"the kill switch is on for {kill.Scope}: {kill.Reason}");
        }

        if (i.Reduces)
        {
            return Reducing;
        }

        return i.Facts.ReduceOnly ? Verdict.Deny(Id, $"reduce-only, but {Could(i)}")
            : OnRepairs(i) ? Verdict.Deny(Id, $"an order in {i.Facts.Instrument.Symbol} is on the Repairs page, so only reducing is allowed until it is settled; {Could(i)}")
            : Active;
    }

    private static string Could(GateInput i) => $"the position is {Amount(i.Held)} and could become {Amount(i.Worst)}";

    private static bool OnRepairs(GateInput i)
    {
        foreach (var o in i.Desk.Open)
        {
            if (o.Repair is not null && o.Facts.ConnectionId == i.Connection.Id && o.Facts.Instrument.Symbol == i.Facts.Instrument.Symbol)
            {
                return true;
            }
        }

        return false;
    }
}
