namespace Argix.Trading.Core.Risk;

/// <summary>Everything a control may look at. <paramref name="Facts"/> is the order as it would be sent.</summary>
public sealed record GateInput(OrderFacts Facts, ConnectionFacts Connection, DeskState Desk, DateTimeOffset Now, DateTimeOffset? SignalAt = null)
{
    private decimal? _worst;
    private AppliedLimits? _limits;

    /// <summary>The working order that <paramref name="Facts"/> would take the place of: what it has filled is held already, and its rest does not count twice.</summary>
    public TrackedOrder? Replaces { get; init; }

    /// <summary>What the order may still bring.</summary>
    public decimal Coming => Facts.Quantity - (Replaces?.Fills.Filled ?? 0);

    /// <summary>The position now, signed.</summary>
    public decimal Held => Desk.Position(Connection.Id, Facts.Instrument.Symbol);

    /// <summary>The position if this and every open order on its side filled whole.</summary>
    public decimal Worst => _worst ??= Desk.WorstPosition(Connection.Id, Facts.Instrument.Symbol, Facts.Signed(Coming), Replaces?.Facts.Id);

    /// <summary>Can only make the position smaller, whatever else fills on its side.</summary>
    public bool Reduces => Math.Sign(Held) == -Math.Sign(Facts.Signed(1)) && (Worst == 0 || Math.Sign(Worst) == Math.Sign(Held));

    /// <summary>The tightest limit that applies to this order.</summary>
    public LimitFound? Limit(string control) => Limits.Tightest(control);

    public IReadOnlyList<LimitItem> Applying => Limits.Items;

    internal AppliedLimits Limits => _limits ??= Desk.Limits.Of(Connection.EnvironmentKind, Connection.Id, Facts.StrategyId, Facts.Instrument.Symbol);

    /// <summary>Money in the instrument's currency, in the account's; null = no rate.</summary>
    public decimal? InAccount(decimal money) => Connection.RateOf(Facts.Instrument.Currency) is { } rate ? money * rate : null;

    /// <summary>A fact that a control needs is not known: live fails closed, elsewhere it warns. What only reduces a position is never held back by it.</summary>
    public Verdict Unknown(string control, Words detail) => Connection.IsLive && !Reduces ? Verdict.Deny(control, detail) : Verdict.Warn(control, detail);

    /// <summary>No price at all: one fault gets one code, which is <c>staleness</c>; the other controls say that they could not measure.</summary>
    public static Verdict NoPrice(string control) => Verdict.Warn(control, "no price to measure it at; see staleness");

    /// <summary>A limit in account currency cannot be held without a rate: no rate, no order.</summary>
    public Verdict NoRate(string control)
    {
        var detail = $"no exchange rate from {Facts.Instrument.Currency} to {Connection.Currency} is known";
        return Reduces ? Verdict.Warn(control, detail) : Verdict.Deny(control, detail);
    }
}
