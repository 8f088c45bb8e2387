using static Argix.Trading.Core.Risk.LimitBook;

namespace Argix.Trading.Core.Risk;

/// <summary>A control as people and the API see it, and its verdict.</summary>
public sealed record GateControl(string Id, string Description, string Default, string Unit, IReadOnlyList<string> Scopes, Func<GateInput, Verdict> Judge);

/// <summary>
/// The gate in front of every order. All controls are evaluated, so a person sees every verdict; they stand in the order in which they name the denial.
/// </summary>
public static class Gate
{
    private static readonly IReadOnlyList<string> None = [];
    private static readonly IReadOnlyList<string> Accounts = [Tenant, EnvironmentKind, "connection"];

    public static IReadOnlyList<GateControl> Controls { get; } =
    [
        new(PriceCollar.Id, "The price would trade further through the market than this.", "5", "percent of the market price", Scopes, PriceCollar.Judge),
        new(MaxValue.Id, "One order is worth more than this.", "100,000 paper and demo, 10,000 live", "account currency", Scopes, MaxValue.Judge),
        new(MaxVolume.Id, "One order has more units than this, or a larger part of an average day's volume.", "off", "units; percent of daily volume", Scopes, MaxVolume.Judge),
        new(MessageRateControl.Id, "Orders and cancels of the workspace come faster than this.", "50 a second and 1,500 a minute; live 10 and 120", "messages", Scopes, MessageRateControl.Judge),
        new(ExecutionThrottle.Id, "A strategy has sent this many orders in a UTC day. It stays stopped, over midnight and restarts, until a person re-arms it.", "500", "orders per strategy and day", Scopes, ExecutionThrottle.Judge),
        new(DuplicateOrder.Id, "A strategy sends the same order again within this time.", "2", "seconds, strategies only", Scopes, DuplicateOrder.Judge),
        new(Capital.Id, "The order needs more than the account's buying power, or exposure over all brokers would exceed the limit.", "buying power", "account currency", [Tenant, "connection", "symbol"], Capital.Judge),
        new(PositionLimit.Id, "The position would be worth more than this if every open order of the symbol filled.", "250,000 paper and demo, 25,000 live", "account currency", Scopes, PositionLimit.Judge),
        new(TradingState.Id, "The kill switch is on, or only reducing is allowed: on request, or while an order of the symbol is on the Repairs page.", "on", "", None, TradingState.Judge),
        new(Restricted.Id, "The symbol or its asset class is on the list of what may not be traded.", "empty", "symbols and asset classes", Scopes, Restricted.Judge),
        new(Authorisation.Id, "The connection is read-only.", "on", "", None, Authorisation.Judge),
        new(InstrumentRules.Id, "Tick, lot, size, order type or time in force do not fit the instrument.", "on", "", None, InstrumentRules.Judge),
        new(LossLimit.Id, "Today's realised and unrealised loss has reached this part of the account's equity. Reducing stays possible.", "5", "percent of equity per UTC day", Accounts, LossLimit.Judge),
        new(RejectStorm.Id, "The broker refused, or did not answer, this many orders of a strategy in a row. A person re-arms it.", "5", "orders in a row, strategies only", Scopes, RejectStorm.Judge),
        new(Staleness.Id, "The price or the account's figures are missing or older than this.", "60", "seconds", Scopes, Staleness.Judge),
        new(SelfMatch.Id, "An open order of yours on the other side would trade with this one. Strategies are refused, people are warned.", "on", "", None, SelfMatch.Judge),
        new(StaleSignal.Id, "A strategy's signal is older than this.", "60", "seconds, strategies only", Scopes, StaleSignal.Judge),
    ];

    public static IReadOnlyList<Verdict> Evaluate(GateInput input)
    {
        var verdicts = new Verdict[Controls.Count];
        for (var n = 0; n < verdicts.Length; n++)
        {
            verdicts[n] = Safely(Controls[n], input);
        }

        return verdicts;
    }

    // A control that fails must deny: an overflow in a hostile figure is no reason to let an order pass.
    private static Verdict Safely(GateControl control, GateInput input)
    {
        try
        {
            return control.Judge(input);
        }
        catch (ArithmeticException)
        {
            return Verdict.Deny(control.Id, "the figures are too large to be judged");
        }
    }
}
