using Argix.Connections;
using Argix.Contracts;
using Argix.Contracts.Manifest;
using Argix.Data;
using Argix.Errors;
using Argix.Plugins;
using Argix.Trading.Core;
using Argix.Trading.Core.Risk;
using Argix.Trading.Desks;
using Argix.Trading.Lanes;
using Microsoft.EntityFrameworkCore;

namespace Argix.Trading.Orders;

/// <summary>What an order on a connection is judged by: row, instrument, manifest, funds, price.</summary>
internal sealed record OrderContext(ConnectionRow Connection, Instrument Instrument, TimeInForce Time, ConnectionFacts Facts, ReferencePrice? Reference, ReplaceRule Replace);

/// <summary>Gathers the context of an order, or says why there can be none.</summary>
internal sealed class OrderContexts(DbFactory db, LaneRegistry lanes, AccountBook accounts, BrokerCatalogue catalogue, MarkBook marks, FxRates rates, DailyVolumes volumes, DeskRegistry desks, ChangeBell bell, TimeProvider clock)
{
    private readonly RowCache<(Guid Workspace, Guid Id), ConnectionRow> _connections = new(bell);

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Cached = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The connection's row. Not to be changed: it is shared.</summary>
    public async Task<ConnectionRow> ConnectionAsync(Guid workspace, Guid id, CancellationToken ct) => await _connections.GetAsync((workspace, id), async () =>
    {
        await using var data = db.Open();
        return await data.Connections.AsNoTracking().FirstOrDefaultAsync(c => c.WorkspaceId == workspace && c.Id == id, ct);
    }) ?? throw new ArgixException("not_found", "there is no such connection in this workspace");

    /// <summary>Validation against the instrument first (422), then whether the connection is open at all (409).</summary>
    public async Task<OrderContext> GatherAsync(ConnectionRow connection, ParsedOrder order, CancellationToken ct)
    {
        if (connection.Access != "trade" || !connection.CanTrade)
        {
            throw new ArgixException("forbidden", "this connection is read-only; connect with access to trade to place orders");
        }

        if (catalogue.Find(connection.BrokerId)?.BlockedCode is { } blocked)
        {
            throw new ArgixException(blocked, "the broker takes no new orders here now; see its page for the reason");
        }

        var lane = lanes.Of(connection.Id) ?? throw NotReady(connection);
        var types = Types(lane.Login.Manifest);
        var instrument = await InstrumentAsync(lane, order, ct);
        var time = order.Time ?? types.FirstOrDefault(t => t.AssetClass == instrument.AssetClass && t.Type == order.Type)?.Times[0] ?? TimeInForce.Day;
        if (InstrumentCheck.Fault(instrument, types, order.Type, time, order.Request.Quantity ?? 0, order.Request.LimitPrice, order.Request.StopPrice) is { } fault
            && (order.Request.Quantity is not null || fault.Code != ErrorCodes.InvalidOrder))
        {
            throw new ArgixException(fault.Code, fault.Detail);
        }

        var open = connection.Intent == ConnectionIntent.Active && accounts.Health(connection.Id)?.Status.TradingOpen == true;
        var funds = accounts.Account(connection.Id);
        var balance = funds?.Balances.FirstOrDefault(b => b.Currency == connection.Currency);
        var facts = new ConnectionFacts(connection.Id, connection.EnvironmentKind, connection.Currency, true, open, balance?.BuyingPower ?? balance?.Available, funds?.ReconciledAt, types, lane.Login.Manifest.ClientOrderId.Form,
            balance?.Equity ?? balance?.Total);
        var quote = await MarketAsync(lane, connection.Id, instrument, order.Side, order.Request.LimitPrice is null ? Cached : Fresh, ct);
        var known = await rates.ToAsync(connection.WorkspaceId, connection.Currency, [instrument.Currency, .. await rates.HeldAsync(connection.WorkspaceId, ct)], ct);
        var market = lane.Login.Adapter.Capability<IReadMarket>();
        var volume = await volumes.WantedAsync(desks.Get(connection.WorkspaceId), order.Sizing) ? await volumes.OfAsync(connection.Id, market, instrument, ct) : null;
        return new OrderContext(connection, instrument, time, facts with { Market = marks.Of(connection.Id, instrument, quote, market is not null) with { Rates = known, DailyVolume = volume } },
            order.Request.LimitPrice is { } limit ? new ReferencePrice(limit, clock.GetUtcNow(), "limit") : quote, Replaces(lane));
    }

    private async Task<Instrument> InstrumentAsync(LanePump lane, ParsedOrder order, CancellationToken ct)
    {
        try
        {
            var found = await lane.Login.Instruments.GetAsync(order.Request.Symbol, order.AssetClass, ct).WaitAsync(Patience, clock, ct);
            return found is not null && (found.AssetClass == order.AssetClass || (found.AssetClass, order.AssetClass) is (AssetClass.Equity, AssetClass.Etf) or (AssetClass.Etf, AssetClass.Equity))
                ? found
                : throw new ArgixException(ErrorCodes.UnknownInstrument, $"the venue does not list {order.Request.Symbol} as {order.Request.AssetClass}");
        }
        catch (Exception e) when (e is VenueException or TimeoutException or IOException)
        {
            throw new ArgixException((e as VenueException)?.Code ?? ErrorCodes.BrokerTimeout, "the venue could not say whether it lists this instrument; nothing was sent. Try again", e);
        }
    }

    // The market's price, whatever price the order has: the collar holds one against the other.
    private async Task<ReferencePrice?> MarketAsync(LanePump lane, Guid connection, Instrument instrument, Side side, TimeSpan notOlder, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (accounts.Price(connection, instrument.Symbol) is { } cached && now - cached.At < notOlder)
        {
            return new ReferencePrice(cached.Price, cached.At, "quote");
        }

        if (await QuoteAsync(lane, instrument, side, ct) is { } quote)
        {
            accounts.SetPrice(connection, instrument.Symbol, quote.Price, now - quote.At < Fresh ? now : quote.At);
            return quote with { Source = now - quote.At < Fresh ? "quote" : "last_known" };
        }

        return accounts.Price(connection, instrument.Symbol) is { } last ? new ReferencePrice(last.Price, last.At, now - last.At < Fresh ? "quote" : "last_known") : null;
    }

    private async Task<ReferencePrice?> QuoteAsync(LanePump lane, Instrument instrument, Side side, CancellationToken ct)
    {
        try
        {
            if (lane.Login.Adapter.Capability<IReadMarket>() is not { } market)
            {
                return null;
            }

            var q = await market.QuoteAsync(instrument, ct).WaitAsync(Patience, clock, ct);
            var price = (side == Side.Buy ? q.Ask : q.Bid) ?? q.Last;
            return price is > 0 ? new ReferencePrice(price.Value, q.Time, "quote") : null;
        }
        catch (Exception e) when (e is VenueException or TimeoutException or IOException or InvalidOperationException)
        {
            return null;
        }
    }

    private static ReplaceRule Replaces(LanePump lane)
    {
        var fact = lane.Login.Manifest.Replace;
        var rule = ReplaceRule.Of(fact.Kind, fact.QuantityMeans);
        return rule.CancelNew || lane.Login.Adapter.Capability<IReplaceOrders>() is not null ? rule : new ReplaceRule("none");
    }

    public static IReadOnlyList<TypeRule> Types(BrokerManifest manifest) =>
        [.. manifest.Orders.SelectMany(o => o.Types.Select(t => new TypeRule(OrderWords.ParseClass(o.AssetClass) ?? AssetClass.Unknown, OrderWords.ParseType(t.Key) ?? OrderType.Unknown,
            [.. t.Value.Select(OrderWords.ParseTime).OfType<TimeInForce>()])))];

    private ArgixException NotReady(ConnectionRow connection) => accounts.Health(connection.Id)?.Status.Code is "maintenance"
        ? new ArgixException("maintenance", "the broker is in maintenance; new orders wait until it is over")
        : new ArgixException("connection_not_ready", "the connection is not open for trading; see its status");
}
