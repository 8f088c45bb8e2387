namespace Argix.Errors;

public static partial class ErrorCatalogue
{
    private static ErrorEntry RiskDeniedEntry => new(RiskDenied, 422, "Denied by a risk control",
        "One of your limits said no. The order exists as “denied”; nothing was sent to the broker.",
        "The order's page lists every control with its limit and the figure it saw. Change the order, or the limit if it is wrong.");

    /// <summary>The gate's controls in the order of their precedence: of several that deny, the first names the code.</summary>
    public static IReadOnlyList<string> ControlIds => Gate.Ids;

    // A class of its own: static fields of a partial class have no order across files.
    private static class Gate
    {
        public static readonly IReadOnlyList<string> Ids =
        [
            "price_collar", "max_value", "max_volume", "message_rate", "execution_throttle", "duplicate", "capital", "position", "trading_state",
            "restricted", "authorisation", "instrument", "loss", "reject_storm", "staleness", "self_match", "stale_signal",
        ];
    }

    private static IEnumerable<ErrorEntry> Controls => ControlIds.Select(Control);

    private static ErrorEntry Control(string id)
    {
        var (title, cause, todo) = Words(id);
        return new ErrorEntry($"{RiskDenied}:{id}", 422, title, cause, todo);
    }

    private static (string Title, string Cause, string WhatToDo) Words(string id) => id switch
    {
        "price_collar" => ("Price too far from the market", "The price would trade further through the market than the collar allows (5 % unless changed), or no market price is known to hold it against.",
            "Check for a typing error; a digit too many is what this control is for."),
        "max_value" => ("Order value above the limit", "Quantity times price is more than one order may be worth (100,000 on paper and demo, 10,000 live, in account currency, unless changed).",
            "Make the order smaller, or raise the limit if you mean it."),
        "max_volume" => ("Quantity above the limit", "One order may not have this many units.", "Make the order smaller, or raise the limit."),
        "message_rate" => ("Too many order messages", "Orders, changes and cancels come faster than the limit (per second and per minute).",
            "Slow the strategy down. A burst like this is often a loop."),
        "execution_throttle" => ("Too many automated executions", "The strategy has sent as many orders in a day as it may (500 unless changed). Neither midnight nor a restart clears this.",
            "Look at what it did, then re-arm it on the Risk page (admins)."),
        "duplicate" => ("The same order again", "An order with the same content was placed a moment ago.", "If it was meant, wait for the window to pass and place it again."),
        "capital" => ("Not enough buying power", "The order, with those already open, needs more than the account's buying power.",
            "Make the order smaller or cancel open ones."),
        "position" => ("Position would grow too large", "With this order filled, the position in the symbol would exceed its limit (250,000 on paper and demo, 25,000 live, unless changed).",
            "Make the order smaller, or reduce the position first."),
        "trading_state" => ("Only reducing is allowed now", "Trading in this scope is halted or reduce-only, for example while an order's fate is unknown.",
            "Finish what the Repairs page lists. Orders that reduce a position pass."),
        "restricted" => ("Symbol is restricted", "The symbol is on your list of instruments not to be traded.", "Remove it from the list on the Risk page if that is right."),
        "authorisation" => ("Not authorised to trade", "The person, token, strategy or connection behind the order may not place it: read-only access, or a strategy that is not armed.",
            "Arm the strategy, or use a connection and a role that may trade."),
        "instrument" => ("Instrument rules not met", "The instrument is unknown, halted, or not allowed in this workspace.", "Check the symbol, or allow its asset class on the Risk page."),
        "loss" => ("Loss limit reached", "Today's loss has reached the limit (5 % of equity unless changed).", "Stop for today. Loosening this needs an admin, a fresh sign-in and a reason."),
        "reject_storm" => ("Too many refusals in a row", "The broker refused several orders in a short time, so Argix stopped sending.", "Read the refusals on the Orders page, mend the cause, then re-arm the strategy on the Risk page (admins)."),
        "staleness" => ("No current price", "The price known for this instrument is missing or too old to judge the order by.", "Wait for a quote, or use a limit price. On live there is no order without a reference."),
        "self_match" => ("Would trade against yourself", "An open order of yours on the other side would match with this one.", "Cancel the other order first, or change the price."),
        "stale_signal" => ("Signal too old", "The signal that wanted this order was made too long ago.", "Check the sender's clock and delay; a late signal is not acted upon."),
        _ => throw new ArgumentOutOfRangeException(nameof(id), id, "a control without words"),
    };
}
