namespace Argix.Contracts.Testing.Kit;

// What the host does with an adapter, done by the kit: each order message at most once, exceptions taken for unknown, reads that may fail.
public sealed partial class KitDesk
{
    /// <summary>An order of the first instrument; a resting limit order unless told otherwise.</summary>
    internal async Task<Order> OrderAsync(OrderType type = OrderType.Limit, Side side = Side.Buy, decimal? quantity = null, TimeInForce? tif = null, Traded? traded = null, string? id = null)
    {
        var what = traded ?? Traded;
        // Far enough from the market to rest, near enough to be taken.
        var away = side == Side.Buy ? 0.9m : 1.1m;
        var limit = type is OrderType.Limit or OrderType.StopLimit ? Step(what.Price * away, what.Tick) : (decimal?)null;
        var stop = type is OrderType.Stop or OrderType.StopLimit ? Step(what.Price * (2 - away), what.Tick) : (decimal?)null;
        if (type == OrderType.StopLimit)
        {
            limit = Step(what.Price * (2 - away) * (side == Side.Buy ? 1.01m : 0.99m), what.Tick);
        }
        return new Order(await AccountAsync(), what.Instrument, id ?? NextId(), side, side == Side.Buy ? Effect.Open : Effect.Close, type, tif ?? UsualTif(type, what), quantity ?? what.Quantity, limit, stop,
            Clock.GetUtcNow(), Clock.GetUtcNow() + TimeSpan.FromSeconds(2));
    }

    /// <summary>Sends an order as the host does.</summary>
    internal Task<Outcome> SubmitAsync(Order order) => OnceAsync(ct => Orders.SubmitAsync(order, ct), "a submit");

    internal Task<Outcome> CancelAsync(OrderRef order) => OnceAsync(ct => Orders.CancelAsync(order, ct), "a cancel");

    internal Task<Outcome> ReplaceAsync(OrderRef order, Order wanted) => OnceAsync(ct => Able<IReplaceOrders>().ReplaceAsync(order, wanted, ct), "a replace");

    /// <summary>An order that is at the venue and known to be.</summary>
    internal async Task<(OrderRef Ref, BookOrder Booked)> PlacedAsync(Order? order = null)
    {
        var wanted = order ?? await OrderAsync();
        var outcome = await SubmitAsync(wanted);
        That(outcome.Verdict is Verdict.Accepted or Verdict.Pending, $"a good order is accepted, but the adapter says {Shown(outcome)}");
        return (Known(wanted, outcome), Booked(wanted));
    }

    internal OrderRef Known(Order order, Outcome? outcome = null) => new(order, outcome?.BrokerOrderId ?? outcome?.Report?.BrokerOrderId, outcome?.Route, Clock.GetUtcNow());

    /// <summary>The order as the venue has it.</summary>
    internal BookOrder Booked(Order order) => BookedOrNull(order) ?? throw new KitFailure($"the venue has no order {order.ClientOrderId}");

    internal BookOrder? BookedOrNull(Order order) => Manifest.ClientOrderId.Form == "none"
        ? Book.Orders().LastOrDefault()
        : Book.Orders().LastOrDefault(o => o.ClientOrderId.Equals(order.ClientOrderId, StringComparison.OrdinalIgnoreCase));

    internal Task<Found> FindAsync(OrderRef order) => RunAsync(ct => Look.FindAsync(order, ct), "a look-up");

    /// <summary>Exactly one order came back.</summary>
    internal async Task<OrderReport> FoundAsync(OrderRef order)
    {
        var found = await FindAsync(order);
        That(found.Orders.Count == 1, $"the look-up shows the one order, but it shows {found.Orders.Count}");
        return found.Orders[0];
    }

    /// <summary>All pages of a read.</summary>
    internal async Task<IReadOnlyList<T>> AllAsync<T>(Func<string?, CancellationToken, Task<Page<T>>> read, string what)
    {
        var all = new List<T>();
        string? cursor = null;
        for (var pages = 0; pages < 200; pages++)
        {
            var at = cursor;
            var page = await RunAsync(ct => read(at, ct), what);
            all.AddRange(page.Items);
            if (page.Next is null)
            {
                return all;
            }
            That(page.Next != cursor, $"{what}: the next page is another one than this");
            cursor = page.Next;
        }
        throw new KitFailure($"{what} never comes to its last page");
    }

    internal async Task<IReadOnlyList<OrderReport>> OrdersAsync(bool openOnly, DateTimeOffset? from = null)
    {
        var account = await AccountAsync();
        return await AllAsync((cursor, ct) => Books.OrdersAsync(account, from, openOnly, cursor, ct), "reading orders");
    }

    /// <summary>The fills of the account, or of this order where the venue lists them by instrument only.</summary>
    internal Task<IReadOnlyList<Fill>> FillsSinceAsync(DateTimeOffset from, OrderRef order) => FillsAsync(Manifest.History.ListedBy == "instrument" ? order : null, from);

    internal async Task<IReadOnlyList<Fill>> FillsAsync(OrderRef? of, DateTimeOffset? from = null)
    {
        var account = await AccountAsync();
        var rows = await AllAsync((cursor, ct) => Books.FillsAsync(account, from, of, cursor, ct), "reading fills");
        return [.. rows.SelectMany(r => r.Fills)];
    }

    /// <summary>The host's conclusion from an outcome.</summary>
    internal (Verdict Verdict, string? Code) Concluded(Op op, Outcome outcome) =>
        KitRules.Conclude(Manifest, op, outcome, Port.Operation is { IsEmpty: false } all && all.All(s => s == Sent.No));

    /// <summary>The read fails with a word of the taxonomy.</summary>
    internal async Task<VenueException> FailsAsync<T>(Func<CancellationToken, Task<T>> read, string what)
    {
        try
        {
            var got = await RunAsync(read, what);
            throw new KitFailure($"{what} throws when it failed, but it came back with {got}");
        }
        catch (VenueException e)
        {
            return e;
        }
        catch (Exception e) when (e is not KitFailure)
        {
            throw new KitFailure($"{what} throws a VenueException with a word of the taxonomy when it failed, not {e.GetType().Name}: {e.Message}");
        }
    }

    /// <summary>Lets some of the venue's time pass.</summary>
    internal void Pass(double seconds) => Clock.Advance(TimeSpan.FromSeconds(seconds));

    internal static void That(bool holds, string what)
    {
        if (!holds)
        {
            throw new KitFailure(what);
        }
    }

    internal static string Shown(Outcome o) => $"{o.Verdict} ({o.Evidence.Sent}, {o.Evidence.Status}, {o.Evidence.Code ?? "no code"}, {o.Evidence.Text ?? "no text"})";

    internal static decimal Step(decimal value, decimal step) => step > 0 ? Math.Floor(value / step) * step : value;

    /// <summary>Runs a call to its end, letting the adapter's own waits pass at once.</summary>
    internal async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> act, string what, CancellationToken ct = default)
    {
        var task = act(ct);
        await EndsAsync(task, what);
        if (task.Exception?.InnerException is { } failed)
        {
            Handed.Add(failed.ToString());
        }
        var result = await task;
        if (result is not null)
        {
            Handed.Add(result);
        }
        return result;
    }

    /// <summary>Waits for a task of the adapter while its timers fire.</summary>
    internal async Task EndsAsync(Task task, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        var limit = Clock.GetUtcNow() + TimeSpan.FromMinutes(3);
        while (!task.IsCompleted)
        {
            await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System));
            if (!task.IsCompleted && Clock.GetUtcNow() < limit)
            {
                Clock.AdvanceToNextTimer();
            }
            That(task.IsCompleted || TimeProvider.System.GetElapsedTime(started) < Subject.Patience, $"{what} does not come back");
        }
    }

    private async Task<Outcome> OnceAsync(Func<CancellationToken, Task<Outcome>> act, string what)
    {
        Port.Operation.Clear();
        Outcome outcome;
        try
        {
            outcome = await RunAsync(act, what);
        }
        catch (Exception e) when (e is not KitFailure)
        {
            // As the host takes it.
            Handed.Add(e.ToString());
            outcome = new Outcome(Verdict.Unknown, new Evidence(Sent.Unknown, 0, null, e.GetType().Name));
        }
        That(Port.Operation.Count <= 1, $"{what} sends at most one order message, but it sent {Port.Operation.Count}");
        return outcome;
    }

    private TimeInForce UsualTif(OrderType type, Traded what)
    {
        var types = (Manifest.Orders.FirstOrDefault(o => o.AssetClass == Words.Of(what.AssetClass)) ?? Manifest.Orders.FirstOrDefault())?.Types;
        var tifs = types?.GetValueOrDefault(Words.Of(type), []) ?? [];
        return Words.Tif(tifs.Contains("gtc", StringComparer.Ordinal) ? "gtc" : tifs.FirstOrDefault() ?? "day");
    }
}

/// <summary>The API's words, which manifests and books use.</summary>
internal static class Words
{
    public static string Of(AssetClass c) => c.ToString().ToLowerInvariant();

    public static string Of(OrderType t) => t == OrderType.StopLimit ? "stop_limit" : t.ToString().ToLowerInvariant();

    public static string Of(TimeInForce t) => t.ToString().ToLowerInvariant();

    public static OrderType Type(string word) => word switch { "market" => OrderType.Market, "limit" => OrderType.Limit, "stop" => OrderType.Stop, "stop_limit" => OrderType.StopLimit, _ => OrderType.Unknown };

    public static TimeInForce Tif(string word) => word switch { "day" => TimeInForce.Day, "gtc" => TimeInForce.Gtc, "ioc" => TimeInForce.Ioc, "fok" => TimeInForce.Fok, _ => TimeInForce.Unknown };
}
