using Argix.Contracts;
using static Argix.Trading.Core.OrderWords;

namespace Argix.Trading.Core.Risk;

/// <summary>Everything a control may look at. <paramref name="Facts"/> is the order as it would be sent.</summary>
public sealed record GateInput(OrderFacts Facts, ConnectionFacts Connection, DeskState Desk, DateTimeOffset Now);

/// <summary>What the desk must know of a connection to judge an order. Volatile: it comes with the command.</summary>
/// <param name="BuyingPower">The venue's figure in <paramref name="Currency"/> as of <paramref name="FundsAt"/>; null = not known.</param>
public sealed record ConnectionFacts(Guid Id, string EnvironmentKind, string Currency, bool MayTrade, bool TradingOpen, decimal? BuyingPower, DateTimeOffset? FundsAt,
    IReadOnlyList<TypeRule> OrderTypes, string ClientOrderIdForm)
{
    public bool IsLive => EnvironmentKind == "live";
}

/// <summary>One order type with its times in force for an asset class, from the manifest.</summary>
public sealed record TypeRule(AssetClass AssetClass, OrderType Type, IReadOnlyList<TimeInForce> Times);

/// <summary>
/// The gate in front of every order. All controls are evaluated, so a person sees every verdict; they stand in the order in which they name the denial.
/// </summary>
public static class Gate
{
    public static IReadOnlyList<(string Id, Func<GateInput, Verdict> Control)> Controls { get; } =
    [
        ("max_value", MaxValue), ("message_rate", MessageRate), ("capital", Capital), ("position", Position),
        ("trading_state", TradingState), ("authorisation", Authorisation), ("instrument", InstrumentRules),
    ];

    public static IReadOnlyList<Verdict> Evaluate(GateInput input) => [.. Controls.Select(c => Safely(c.Id, c.Control, input))];

    // A control that fails must deny: an overflow in a hostile figure is no reason to let an order pass.
    private static Verdict Safely(string id, Func<GateInput, Verdict> control, GateInput input)
    {
        try
        {
            return control(input);
        }
        catch (Exception e) when (e is OverflowException or ArithmeticException)
        {
            return Verdict.Deny(id, "the figures are too large to be judged");
        }
    }

    private static Verdict MaxValue(GateInput i)
    {
        var limit = i.Desk.Limits.Tightest(l => l.MaxValue, i.Connection.EnvironmentKind, i.Connection.Id, i.Facts.StrategyId, i.Facts.Instrument.Symbol);
        return Measured("max_value", i, i.Facts.Notional(i.Facts.Quantity), limit, "order value");
    }

    private static Verdict Position(GateInput i)
    {
        var limit = i.Desk.Limits.Tightest(l => l.Position, i.Connection.EnvironmentKind, i.Connection.Id, i.Facts.StrategyId, i.Facts.Instrument.Symbol);
        var held = i.Desk.Position(i.Connection.Id, i.Facts.Instrument.Symbol);
        var worst = i.Desk.WorstPosition(i.Connection.Id, i.Facts.Instrument.Symbol, i.Facts.Signed(i.Facts.Quantity));
        return Math.Abs(worst) <= Math.Abs(held)
            ? Verdict.Pass("position", $"does not grow the position of {Figure(held)}")
            : Measured("position", i, i.Facts.Notional(Math.Abs(worst)), limit, $"position of up to {Figure(worst)}, worth");
    }

    private static Verdict Measured(string id, GateInput i, decimal? value, (decimal Value, string From)? limit, string what)
    {
        if (limit is null)
        {
            return Verdict.Pass(id, "no limit set");
        }

        if (value is null)
        {
            var detail = $"no price to measure the {what} at";
            return i.Connection.IsLive ? Verdict.Deny(id, detail) : Verdict.Warn(id, detail);
        }

        if (i.Facts.Instrument.Currency != i.Connection.Currency && i.Connection.IsLive)
        {
            return Verdict.Deny(id, $"no rate from {i.Facts.Instrument.Currency} to {i.Connection.Currency}");
        }

        var text = $"{what} {Figure(value.Value)} {i.Facts.Instrument.Currency}, limit {Figure(limit.Value.Value)} ({limit.Value.From})";
        return value > limit.Value.Value ? Verdict.Deny(id, text, value, limit.Value.Value) : Verdict.Pass(id, text, value, limit.Value.Value);
    }

    private static Verdict MessageRate(GateInput i)
    {
        foreach (var (seconds, pick) in new (int, Func<LimitItem, decimal?>)[] { (1, l => l.MessageRate?.PerSecond), (60, l => l.MessageRate?.PerMinute) })
        {
            var limit = i.Desk.Limits.Tightest(pick, i.Connection.EnvironmentKind, i.Connection.Id, i.Facts.StrategyId, i.Facts.Instrument.Symbol);
            var sent = i.Desk.Messages.Since(i.Now.AddSeconds(-seconds));
            if (limit is { } l && sent + 1 > l.Value)
            {
                return Verdict.Deny("message_rate", $"{sent + 1} messages in {seconds} s, limit {Figure(l.Value)} ({l.From})", sent + 1, l.Value);
            }
        }

        return Verdict.Pass("message_rate", $"{i.Desk.Messages.Since(i.Now.AddSeconds(-60))} messages in the last minute");
    }

    private static Verdict Capital(GateInput i)
    {
        var need = i.Desk.Position(i.Connection.Id, i.Facts.Instrument.Symbol) is var held && Math.Sign(held) == -Math.Sign(i.Facts.Signed(1))
            ? i.Facts.Notional(Math.Max(0, i.Facts.Quantity - Math.Abs(held)))
            : i.Facts.Notional(i.Facts.Quantity);
        if (i.Connection.BuyingPower is not { } power || i.Connection.FundsAt is not { } asOf || need is null)
        {
            var detail = need is null ? "no price to measure the cost at" : "the venue's buying power is not known";
            return i.Connection.IsLive ? Verdict.Deny("capital", detail) : Verdict.Warn("capital", detail);
        }

        // Orders that the venue's figure cannot contain yet count in full.
        var claimed = i.Desk.ClaimedSince(i.Connection.Id, asOf);
        var text = $"costs {Figure(need.Value)}, buying power {Figure(power)} less {Figure(claimed)} for newer orders";
        return need > Math.Max(0, power - claimed) && need > 0 ? Verdict.Deny("capital", text, need, power - claimed) : Verdict.Pass("capital", text, need, power - claimed);
    }

    private static Verdict TradingState(GateInput i)
    {
        if (i.Desk.KilledBy(i.Facts.ConnectionId, i.Facts.StrategyId, i.Facts.Instrument.Symbol) is { } kill)
        {
            return Verdict.Deny("trading_state", $"the kill switch is on for {kill.Scope}: {kill.Reason}");
        }

        var held = i.Desk.Position(i.Connection.Id, i.Facts.Instrument.Symbol);
        var worst = i.Desk.WorstPosition(i.Connection.Id, i.Facts.Instrument.Symbol, i.Facts.Signed(i.Facts.Quantity));
        var reduces = Math.Sign(held) == -Math.Sign(i.Facts.Signed(1)) && (worst == 0 || Math.Sign(worst) == Math.Sign(held));
        return i.Facts.ReduceOnly && !reduces
            ? Verdict.Deny("trading_state", $"reduce-only, but the position is {Figure(held)} and could become {Figure(worst)}")
            : Verdict.Pass("trading_state", "active");
    }

    private static Verdict Authorisation(GateInput i) => i.Connection.MayTrade
        ? Verdict.Pass("authorisation", "the connection may trade")
        : Verdict.Deny("authorisation", "the connection is read-only");

    private static Verdict InstrumentRules(GateInput i) =>
        InstrumentCheck.Fault(i.Facts.Instrument, i.Connection.OrderTypes, i.Facts.Type, i.Facts.TimeInForce, i.Facts.Quantity, i.Facts.LimitPrice, i.Facts.StopPrice) is { } fault
            ? Verdict.Deny("instrument", fault.Detail)
            : Verdict.Pass("instrument", "tick, lot, type and time in force fit");
}
