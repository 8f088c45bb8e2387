using Argix.Contracts;
using Argix.Trading.Core.Risk;

namespace Argix.Trading.Core;

/// <summary>What a sizing may need beside the price. Everything may be missing; what is needed and missing makes no order.</summary>
/// <param name="Rate">The instrument's currency in the account's; null = not known.</param>
/// <param name="Expected">The position with every open order filled, signed.</param>
public sealed record SizingFacts(string Account, Side Side, decimal? Rate, decimal? Equity = null, decimal? BuyingPower = null, decimal? DailyVolume = null, decimal Expected = 0)
{
    /// <summary>What the desk and the connection know.</summary>
    public static SizingFacts Of(DeskState desk, OrderIntent intent, ConnectionFacts connection)
    {
        var symbol = intent.Instrument.Symbol;
        var coming = 0m;
        foreach (var o in desk.Open)
        {
            coming += o.Facts.ConnectionId == intent.ConnectionId && o.Facts.Instrument.Symbol == symbol ? o.Facts.Signed(o.Leaves) : 0;
        }

        return new SizingFacts(connection.Currency, intent.Side, connection.RateOf(intent.Instrument.Currency), connection.Equity, connection.BuyingPower, connection.Market?.DailyVolume,
            desk.Position(intent.ConnectionId, symbol) + coming);
    }
}

/// <summary>A quantity and how it came about. Zero = nothing to trade, and <paramref name="Arithmetic"/> says why.</summary>
/// <remarks>The words are made when somebody reads them: a back-test sizes thousands of orders and reads the words of those that came to nothing.</remarks>
public sealed record Sized(decimal Quantity, string Arithmetic)
{
    private readonly Func<string>? _later;

    public Sized(decimal quantity, Func<string> later)
        : this(quantity, "") => _later = later;

    public string Arithmetic { get => field.Length == 0 && _later is not null ? field = _later() : field; } = Arithmetic;

    public static Sized Nothing(string why) => new(0, why);

    public bool Equals(Sized? other) => other is not null && Quantity == other.Quantity && Arithmetic == other.Arithmetic;

    public override int GetHashCode() => HashCode.Combine(Quantity, Arithmetic);
}
