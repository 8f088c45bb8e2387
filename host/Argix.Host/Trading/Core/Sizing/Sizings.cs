namespace Argix.Trading.Core;

/// <summary>As much as this percentage of the account's equity buys.</summary>
public sealed record PercentOfEquity(decimal Percent) : Sizing;

/// <summary>As much as loses this percentage of equity if the stop is hit.</summary>
public sealed record RiskToStop(decimal Percent, decimal StopPrice) : Sizing;

/// <summary>As much as moves by this percentage of equity when the price moves by <paramref name="Multiple"/> average true ranges.</summary>
public sealed record VolatilityTarget(decimal Percent, decimal AverageTrueRange, decimal Multiple = 1) : Sizing;

/// <summary>What is missing to this signed position, open orders counted as filled. The other side than the order's is nothing to trade.</summary>
public sealed record TargetPosition(decimal Quantity) : Sizing;

/// <summary>Another sizing with ceilings over it.</summary>
public sealed record Capped(Sizing Inner, SizeCeilings Ceilings) : Sizing;

/// <summary>Ceilings; null = none. Money in account currency; <paramref name="PercentOfVolume"/> of an average day; <paramref name="PercentOfBuyingPower"/> of what the venue says is free.</summary>
public sealed record SizeCeilings(decimal? Quantity = null, decimal? Notional = null, decimal? PercentOfVolume = null, decimal? PercentOfBuyingPower = null);
