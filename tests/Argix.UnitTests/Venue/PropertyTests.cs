using System.Text.Json;
using Argix.Contracts;
using Argix.Venue;
using Xunit;

namespace Argix.UnitTests.Venue;

/// <summary>What must hold for any stream of commands. A failure names its seed.</summary>
public sealed class PropertyTests
{
    private const int Seeds = 150;
    private const int Length = 300;

    [Fact]
    public void Quantity_is_conserved_and_every_order_ends_once() => ForAllSeeds((seed, history) =>
    {
        var (fills, ended) = (0, 0);
        foreach (var (order, events) in history.ByOrder())
        {
            var filled = 0m;
            for (var i = 0; i < events.Count; i++)
            {
                if (events[i] is Filled f)
                {
                    filled += f.Quantity;
                    Assert.True(f.Quantity > 0 && f.FilledAfter == filled && filled <= order.Quantity, Because(seed, f));
                    fills++;
                }

                if (events[i] is Cancelled or Expired or Rejected || filled == order.Quantity)
                {
                    Assert.True(i == events.Count - 1, Because(seed, events[i]));
                    ended++;
                }
            }

            Assert.True(events[0] is Accepted or Rejected, Because(seed, events[0]));
            Assert.Equal(events[0] is Accepted && events[^1] is not (Cancelled or Expired) && filled < order.Quantity, history.Engine.Find(order.Id) is not null);
        }

        Assert.True(fills > 20 && ended > 20, $"seed {seed}: the flow shows too little ({fills} fills, {ended} endings)");
    });

    [Fact]
    public void In_a_book_buyers_get_what_sellers_give_at_one_price() => ForAllSeeds((seed, history) =>
    {
        var fills = history.Events.OfType<Filled>().Where(f => history.Order(f.OrderId).Symbol == Floor.Book).ToArray();
        foreach (var pair in fills.Chunk(2))
        {
            Assert.True(pair[0].Maker && !pair[1].Maker && pair[0].Price == pair[1].Price && pair[0].Quantity == pair[1].Quantity && pair[0].Side != pair[1].Side, Because(seed, pair[0]));
        }
    });

    [Fact]
    public void No_fill_is_worse_than_the_orders_limit() => ForAllSeeds((seed, history) =>
    {
        foreach (var fill in history.Events.OfType<Filled>())
        {
            var order = history.Order(fill.OrderId);
            Assert.True(order.LimitPrice is not { } limit || (order.Side == Side.Buy ? fill.Price <= limit : fill.Price >= limit), Because(seed, fill));
        }
    });

    [Fact]
    public void No_maker_is_passed_over_by_one_with_a_worse_price_or_a_later_place() => ForAllSeeds((seed, history) =>
    {
        foreach (var (before, events) in history.Steps)
        {
            // Only the first maker is compared with the state before the command; the ones behind it follow by the same rule.
            if (events.OfType<Filled>().FirstOrDefault(f => f.Maker && history.Order(f.OrderId).Symbol == Floor.Book) is { } first)
            {
                var queue = before.Orders.Where(o => o.Symbol == Floor.Book && o.Side == first.Side && o.LimitPrice is not null && !o.Waiting && (o.Type == OrderType.Limit || o.Triggered));
                var best = (first.Side == Side.Buy ? queue.OrderByDescending(o => o.LimitPrice) : queue.OrderBy(o => o.LimitPrice)).ThenBy(o => o.Sequence).FirstOrDefault();
                Assert.True(best is null || best.Id == first.OrderId || events.TakeWhile(e => e != first).Any(e => e is Triggered) || before.Markets.Any(m => m.Symbol == Floor.Book && !m.IsOpen), Because(seed, first));
            }
        }
    });

    [Fact]
    public void Fill_or_kill_is_all_or_nothing_and_immediate_orders_never_rest() => ForAllSeeds((seed, history) =>
    {
        foreach (var (order, events) in history.ByOrder().Where(o => o.Value[0] is Accepted))
        {
            var filled = events.OfType<Filled>().Sum(f => f.Quantity);
            if (order.TimeInForce == TimeInForce.Fok)
            {
                Assert.True(filled == 0 || filled == order.Quantity, Because(seed, events[^1]));
            }
        }

        // With a book or quotes "immediate" is now; with bars it is the next open; for a stop it is when it fires.
        Assert.DoesNotContain(history.Engine.Open, o =>
            o.TimeInForce is TimeInForce.Ioc or TimeInForce.Fok && !(o.Symbol == Floor.Bars && o.Waiting) && (o.Type is OrderType.Market or OrderType.Limit || o.Triggered));
    });

    [Fact]
    public void The_same_commands_make_the_same_events_also_from_a_saved_state() => ForAllSeeds((seed, history) =>
    {
        var commands = RandomFlow.Make(seed, Length);
        var again = new Engine(Floor.Listings);
        var first = commands.Take(Length / 2).SelectMany(again.Handle).ToList();
        var json = JsonSerializer.Serialize(again.Save());
        var continued = new Engine(Floor.Listings, JsonSerializer.Deserialize<EngineState>(json));
        first.AddRange(commands.Skip(Length / 2).SelectMany(continued.Handle));
        Assert.Equal(history.Events, first);
        Assert.Equal(JsonSerializer.Serialize(history.Engine.Save()), JsonSerializer.Serialize(continued.Save()));
    });

    private static void ForAllSeeds(Action<int, History> check)
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            check(seed, new History(RandomFlow.Make(seed, Length)));
        }
    }

    private static string Because(int seed, EngineEvent e) => $"seed {seed}: {e}";

    private sealed class History
    {
        private readonly Dictionary<string, NewOrder> _orders;

        public History(IReadOnlyList<Command> commands)
        {
            _orders = commands.OfType<Submit>().ToDictionary(s => s.Order.Id, s => s.Order);
            foreach (var command in commands)
            {
                Steps.Add((Engine.Save(), Engine.Handle(command)));
            }
        }

        public Engine Engine { get; } = new(Floor.Listings);
        public List<(EngineState Before, IReadOnlyList<EngineEvent> Events)> Steps { get; } = [];
        public IEnumerable<EngineEvent> Events => Steps.SelectMany(s => s.Events);

        public NewOrder Order(string id) => _orders[id];

        public IEnumerable<KeyValuePair<NewOrder, List<EngineEvent>>> ByOrder() =>
            Events.Where(e => e is not CancelRejected).GroupBy(e => e.OrderId).Select(g => KeyValuePair.Create(_orders[g.Key], g.ToList()));
    }
}
