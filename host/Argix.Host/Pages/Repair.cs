using Argix.Connections;
using Argix.Trading;
using Argix.Trading.Desks;

namespace Argix.Pages;

/// <summary>Something that a person should look at. <paramref name="Kind"/>: <c>bad</c> or <c>warn</c>.</summary>
public sealed record Repair(string Key, string Kind, string Title, string Text, string? Href, string? Action)
{
    /// <summary>Everything in a workspace that does not mend itself, gravest first.</summary>
    public static IReadOnlyList<Repair> Of(IEnumerable<ConnectionView> connections, IEnumerable<OrderView> open, IEnumerable<PositionView> positions, IEnumerable<string> problems)
    {
        var known = connections.ToDictionary(c => c.Id);
        string Name(Guid id) => known.TryGetValue(id, out var c) ? $"{c.Name} ({c.EnvironmentKind})" : "an unknown connection";
        return [
            .. problems.Select(p => new Repair("journal", "bad", "The journal of this workspace cannot be used", $"{p}. Trading stays closed until it is mended; nothing is sent meanwhile.", "/docs/errors#" + p.Split(':')[0], "What to do")),
            .. known.Values.Select(OfConnection).OfType<Repair>(),
            .. open.Where(o => o.Doubt is not null).Select(o => new Repair("order-" + o.Id, "warn", $"{TradeWords.Title(o)} on {Name(o.ConnectionId)}: no answer from the broker",
                TradeWords.Doubt(o.Doubt!, o) + " We keep asking.", $"/orders/{o.Id}", "See what we know")),
            .. open.Where(o => o is { Doubt: null, Repair: not null }).Select(o => new Repair("bust-" + o.Id, "warn", $"{TradeWords.Title(o)} on {Name(o.ConnectionId)}: the broker took a fill back",
                $"It was filled and now has {Web.Format.Quantity(o.FilledQuantity)} filled. Ask the broker whether the rest still works; the order's page takes the answer.", $"/repairs/{o.Id}", "Say what the broker says")),
            .. positions.Where(p => p.Drift != 0).Select(p => new Repair("drift-" + p.Id, "warn", $"{p.Instrument.Symbol} on {Name(p.ConnectionId)}: our position and the broker's differ",
                $"Ours is {Web.Format.Quantity(p.Quantity, signed: true)}, the broker says {Web.Format.Quantity(p.Quantity + p.Drift, signed: true)}. Look for a trade that was made elsewhere.", "/positions", "Compare")),
        ];
    }

    private static Repair? OfConnection(ConnectionView c) => c.Status switch
    {
        "reauth_required" => new Repair("connection-" + c.Id, "bad", $"{c.Name} wants you to sign in again", "The broker no longer takes its credentials. No orders leave until then; its orders and history stay.",
            $"/settings/broker-connections/{c.Id}", "Reconnect"),
        "failed" => new Repair("connection-" + c.Id, "bad", $"{c.Name} cannot be reached", (c.StatusCode is { } code ? Errors.ErrorCatalogue.For(code).Cause : "The connection failed.") + " We keep trying.",
            $"/settings/broker-connections/{c.Id}", "Look at the connection"),
        _ => null,
    };
}
