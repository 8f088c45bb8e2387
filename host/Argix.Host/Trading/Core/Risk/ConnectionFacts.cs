using Argix.Contracts;

namespace Argix.Trading.Core.Risk;

/// <summary>What the desk must know of a connection to judge an order. Volatile: it comes with the command.</summary>
/// <param name="BuyingPower">The venue's figure in <paramref name="Currency"/> as of <paramref name="FundsAt"/>; null = not known.</param>
/// <param name="Equity">The account's worth in <paramref name="Currency"/>; null = not known.</param>
/// <param name="Market">Prices around the order; null = none is known.</param>
public sealed record ConnectionFacts(Guid Id, string EnvironmentKind, string Currency, bool MayTrade, bool TradingOpen, decimal? BuyingPower, DateTimeOffset? FundsAt,
    IReadOnlyList<TypeRule> OrderTypes, string ClientOrderIdForm, decimal? Equity = null, MarketFacts? Market = null)
{
    public bool IsLive => EnvironmentKind == "live";

    /// <summary>What one unit of a currency is worth in the account's; null = no rate is known.</summary>
    public decimal? RateOf(string currency) => currency == Currency ? 1m : Market?.Rates?.TryGetValue(currency, out var rate) == true && rate > 0 ? rate : null;
}

/// <summary>What is known of the market. Everything may be missing.</summary>
/// <param name="Quote">The market's price of the instrument, whatever price the order itself has.</param>
/// <param name="QuotesOffered">The broker gives quotes at all, so a missing one is a fault and no property of the broker.</param>
/// <param name="DailyVolume">Units that trade on an average day.</param>
/// <param name="Rates">Currencies in the account's currency.</param>
/// <param name="Marks">Last prices of symbols held.</param>
/// <param name="DayMarks">The first price of the UTC day that we saw, of symbols held.</param>
public sealed record MarketFacts(ReferencePrice? Quote = null, bool QuotesOffered = false, decimal? DailyVolume = null, IReadOnlyDictionary<string, decimal>? Rates = null,
    IReadOnlyDictionary<string, decimal>? Marks = null, IReadOnlyDictionary<string, decimal>? DayMarks = null);

/// <summary>One order type with its times in force for an asset class, from the manifest.</summary>
public sealed record TypeRule(AssetClass AssetClass, OrderType Type, IReadOnlyList<TimeInForce> Times);
