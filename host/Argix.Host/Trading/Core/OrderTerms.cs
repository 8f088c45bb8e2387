using System.Security.Cryptography;
using Argix.Contracts;

namespace Argix.Trading.Core;

/// <summary>What a replace can change. <paramref name="Quantity"/> is the whole order's, with what has filled.</summary>
public sealed record OrderTerms(decimal Quantity, decimal? LimitPrice, decimal? StopPrice, TimeInForce TimeInForce)
{
    public static OrderTerms Of(OrderFacts f) => new(f.Quantity, f.LimitPrice, f.StopPrice, f.TimeInForce);

    public OrderFacts On(OrderFacts f) => f with { Quantity = Quantity, LimitPrice = LimitPrice, StopPrice = StopPrice, TimeInForce = TimeInForce };

    /// <summary>Whether a full report says the same, as far as it says anything. Times in force are not compared: venues turn some into others.</summary>
    public bool ShownBy(OrderReport r) => r.Quantity == Quantity && (LimitPrice is null || r.LimitPrice == LimitPrice) && (StopPrice is null || r.StopPrice == StopPrice);
}

/// <summary>
/// How an order is changed. Kind <c>inPlace</c>: it keeps the venue's id; <c>newId</c>: the venue makes a new order that goes on counting; <c>cancelNew</c>: we cancel and,
/// once the venue has said how much of it has filled, send the rest anew.
/// </summary>
public sealed record ReplaceRule(string Kind)
{
    public bool InPlace => Kind == "inPlace";
    public bool NewId => Kind == "newId";
    public bool CancelNew => Kind == "cancelNew";

    /// <summary>
    /// The rule of a manifest. A new order that counts from zero may come to more than was wanted, when a fill is on its way to us while the change is on its way there:
    /// unless the venue is known to go on counting, we cancel and send anew instead.
    /// </summary>
    public static ReplaceRule Of(string kind, string? quantityMeans) => new(kind == "newId" && quantityMeans != "total" ? "cancelNew" : kind);
}

/// <summary>A change on its way. <paramref name="Queued"/>: the order is in doubt itself, so the change waits for the venue's word. <paramref name="Number"/>: which change of this order it is, from 1.</summary>
public sealed record PendingReplace(OrderTerms Terms, string ClientOrderId, ReplaceRule Rule, bool Queued, int Number = 0);

/// <summary>A venue order that ours used to be. Its figures are the leg's own.</summary>
public sealed record Leg(string BrokerOrderId, decimal Filled, decimal Notional);

/// <summary>The id of an order's next leg: derived as the first one is, so it is the same however often it is made.</summary>
public static class LegIds
{
    public static string Derive(Guid order, int leg, string form)
    {
        Span<byte> from = stackalloc byte[20];
        order.TryWriteBytes(from, bigEndian: true, out _);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(from[16..], leg);
        return ClientOrderIds.Derive(new Guid(SHA256.HashData(from).AsSpan(0, 16), bigEndian: true), form);
    }
}
