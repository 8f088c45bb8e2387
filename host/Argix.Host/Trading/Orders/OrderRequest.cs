using System.Security.Cryptography;
using System.Text;
using Argix.Contracts;
using Argix.Errors;
using Argix.Trading.Core;

namespace Argix.Trading.Orders;

/// <summary>
/// An order as somebody asks for it: words as in the API, quantity in base units or an amount of money, prices in the instrument's currency.
/// <paramref name="Notional"/> sizes by money instead of quantity (ticket and strategies), <paramref name="Sized"/> by any other sizing (strategies).
/// <paramref name="SignalAt"/>: when a strategy decided.
/// </summary>
public sealed record OrderRequest(Guid ConnectionId, string Symbol, string AssetClass, string Side, string Type, decimal? Quantity,
    decimal? LimitPrice = null, decimal? StopPrice = null, string? TimeInForce = null, bool ReduceOnly = false, decimal? Notional = null, DateTimeOffset? SignalAt = null, Sizing? Sized = null)
{
    private const decimal Largest = 1_000_000_000_000m;

    /// <summary>The request with its words understood.</summary>
    /// <exception cref="ArgixException"><c>validation_failed</c> with every faulty field in <c>errors</c>.</exception>
    public ParsedOrder Parse()
    {
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        var side = Word(errors, "side", Side, OrderWords.ParseSide, "buy or sell");
        var type = Word(errors, "type", Type, OrderWords.ParseType, string.Join(", ", OrderWords.OrderTypes));
        var asset = Word(errors, "instrument.assetClass", AssetClass, OrderWords.ParseClass, "equity, etf, option, future, fx, cfd, crypto, perpetual, bond or fund");
        var time = TimeInForce is null ? null : Word(errors, "timeInForce", TimeInForce, OrderWords.ParseTime, string.Join(", ", OrderWords.TimesInForce));
        if (Symbol.Length is 0 or > 64 || Symbol.Any(c => c is < '!' or > '~'))
        {
            errors["instrument.symbol"] = "1 to 64 visible ASCII characters, such as AAPL or BTC/USD";
        }

        Size(errors);
        Prices(errors, type);
        return errors.Count == 0
            ? new ParsedOrder(this, side!.Value, type!.Value, asset!.Value, time)
            : throw new ArgixException("validation_failed", $"{errors.First().Key}: {errors.First().Value}") { Facts = new Dictionary<string, object?> { ["errors"] = errors } };
    }

    private void Size(Dictionary<string, string> errors)
    {
        if (new object?[] { Quantity, Notional, Sized }.Count(x => x is not null) != 1)
        {
            errors["quantity"] = "give a quantity";
        }

        Positive(errors, "quantity", Quantity);
        Positive(errors, "notional", Notional);
    }

    private void Prices(Dictionary<string, string> errors, OrderType? type)
    {
        Positive(errors, "limitPrice", LimitPrice);
        Positive(errors, "stopPrice", StopPrice);
        var (limit, stop) = (type is OrderType.Limit or OrderType.StopLimit, type is OrderType.Stop or OrderType.StopLimit);
        Belongs(errors, "limitPrice", LimitPrice, limit, type);
        Belongs(errors, "stopPrice", StopPrice, stop, type);
    }

    private static void Belongs(Dictionary<string, string> errors, string field, decimal? price, bool wanted, OrderType? type)
    {
        if (type is { } t && price is null == wanted)
        {
            errors.TryAdd(field, wanted ? $"a {OrderWords.Of(t)} order needs it" : $"a {OrderWords.Of(t)} order has none");
        }
    }

    private static void Positive(Dictionary<string, string> errors, string field, decimal? value)
    {
        if (value is <= 0 or > Largest)
        {
            errors[field] = "more than 0 and at most 1000000000000";
        }
        else if (value is { } v && v.Scale > 18)
        {
            errors[field] = "at most 18 decimal places";
        }
    }

    private static T? Word<T>(Dictionary<string, string> errors, string field, string word, Func<string, T?> parse, string allowed) where T : struct
    {
        var value = parse(word);
        if (value is null)
        {
            errors[field] = $"must be {allowed}";
        }

        return value;
    }
}

/// <summary>A request whose words and figures are well-formed.</summary>
public sealed record ParsedOrder(OrderRequest Request, Side Side, OrderType Type, AssetClass AssetClass, TimeInForce? Time)
{
    /// <summary>The same for the same parsed values, whatever the order or spelling of the fields was.</summary>
    public string Hash()
    {
        var r = Request;
        var text = string.Join('|', r.ConnectionId, r.Symbol, AssetClass, Side, Type, Time, r.Quantity is { } q ? OrderWords.Figure(q) : "", r.Notional is { } n ? OrderWords.Figure(n) : "",
            r.LimitPrice is { } l ? OrderWords.Figure(l) : "", r.StopPrice is { } s ? OrderWords.Figure(s) : "", r.ReduceOnly) + (r.Sized is { } sized ? $"|{sized}" : "");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    public Sizing Sizing => Request.Sized ?? (Request.Quantity is { } q ? new FixedQuantity(q) : new FixedNotional(Request.Notional!.Value));
}
