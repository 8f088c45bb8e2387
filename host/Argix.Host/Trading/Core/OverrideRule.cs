using Argix.Trading.Core.Risk;

namespace Argix.Trading.Core;

/// <summary>A person's word against the controls that refused an order: <paramref name="Denied"/> is that order.</summary>
public sealed record Override(Guid Denied, string Reason);

/// <summary>
/// What an override may do: one order with the terms of one refused order, soon after, against controls that measure. What says who may trade what, what money is there,
/// and what has stopped trading cannot be overridden; a person changes that where it stands.
/// </summary>
public static class OverrideRule
{
    /// <summary>A refusal can be overridden this long; afterwards the market is another one.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromMinutes(5);

    /// <summary>Status of a verdict that a person overrode; its figures stay.</summary>
    public const string Lifted = "overridden";

    private static readonly HashSet<string> Soft = new(StringComparer.Ordinal)
    {
        PriceCollar.Id, MaxValue.Id, MaxVolume.Id, MessageRateControl.Id, DuplicateOrder.Id, PositionLimit.Id, Staleness.Id, SelfMatch.Id, StaleSignal.Id,
    };

    /// <summary>The idempotency key that the order gets: a refusal is overridden at most once.</summary>
    public static string KeyOf(Guid denied) => $"override:{denied:N}";

    /// <summary>Why this order cannot be overridden (any more); null = it can.</summary>
    public static string? Fault(TrackedOrder? denied, DateTimeOffset now) => denied switch
    {
        null or { Lifecycle: not Lifecycle.Denied } => "only an order that a control has refused can be overridden",
        { Verdicts: var said } when said.FirstOrDefault(v => v.Denied && !Soft.Contains(v.Control)) is { } hard => $"{hard.Control} cannot be overridden: {hard.Detail}",
        _ when now - denied.Facts.CreatedAt > Within => $"it was refused more than {Within.TotalMinutes:0} minutes ago; place the order anew",
        _ => null,
    };

    /// <summary>The verdicts with every soft refusal lifted.</summary>
    public static IReadOnlyList<Verdict> Lift(IReadOnlyList<Verdict> verdicts) => [.. verdicts.Select(v => v.Denied && Soft.Contains(v.Control) ? v with { Status = Lifted } : v)];
}
