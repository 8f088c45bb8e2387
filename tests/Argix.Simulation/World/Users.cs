using Argix.Contracts;
using Argix.Trading.Core;
using Argix.Trading.Core.Risk;

namespace Argix.Simulation;

/// <summary>Strategies and people: they order, repeat themselves with the same key when nobody answered, cancel, trade in the broker's own app, and press the kill switch.</summary>
public sealed class Users(World world)
{
    private static readonly IReadOnlyList<TypeRule> Types =
        [.. new[] { OrderType.Market, OrderType.Limit, OrderType.Stop }.Select(t => new TypeRule(AssetClass.Equity, t, [TimeInForce.Day, TimeInForce.Gtc, TimeInForce.Ioc, TimeInForce.Fok]))];

    private readonly Dictionary<string, decimal> _prices = [];
    private int _keys;
    private bool _calm;
    private bool _still;

    private Rng Rng => world.Rng;
    private Node Node => world.Node;

    public void Begin()
    {
        Market();
        Trade();
        Others();
    }

    /// <summary>No new orders; what rests is cancelled, so that an end can be reached.</summary>
    public void Calm()
    {
        _calm = true;
        world.Clock.In(TimeSpan.FromSeconds(2), CancelAll);
        world.Clock.In(TimeSpan.FromSeconds(25), CancelAll);
        world.Clock.In(TimeSpan.FromSeconds(30), () => _still = true);
    }

    private void CancelAll() => Node.Run(() => Node.Desk.State.OpenOrders.ToList().ForEach(o => Node.Desk.Decide(new CancelOrder(Node.Now, "user", o.Facts.Id))));

    private void Market() => world.Clock.In(TimeSpan.FromMilliseconds(Rng.Between(200, 2000)), () =>
    {
        if (_still)
        {
            return;
        }

        foreach (var (_, venue) in world.Venues)
        {
            var i = venue.Instruments[Rng.Between(0, venue.Instruments.Count - 1)];
            var price = _prices[i.Symbol] = Math.Max(50, _prices.GetValueOrDefault(i.Symbol, 100) + Rng.Between(-50, 50) / 100m);
            venue.Quote(i, price - 0.01m, price + 0.01m, Rng.Between(1, 40), Rng.Between(1, 40));
            if (Rng.Chance(0.005))
            {
                venue.EndDay(i);
            }
        }

        Market();
    });

    private void Trade() => world.Clock.In(TimeSpan.FromMilliseconds(Rng.Between(100, 6000)), () =>
    {
        if (_calm)
        {
            return;
        }

        for (var burst = Rng.Chance(0.1) ? 8 : 1; burst > 0; burst--)
        {
            Order($"k{++_keys}", NewIntent($"k{_keys}"), 4);
        }

        Trade();
    });

    private void Others() => world.Clock.In(TimeSpan.FromMilliseconds(Rng.Between(500, 8000)), () =>
    {
        if (_calm)
        {
            return;
        }

        var (_, venue) = world.Venues[Rng.Between(0, world.Venues.Count - 1)];
        switch (Rng.Between(0, 13))
        {
            case < 4: Node.Run(CancelOne); break;
            case < 10: Node.Run(ChangeOne); break;
            case < 12: venue.External(venue.Instruments[Rng.Between(0, 2)], Rng.Pick(Side.Buy, Side.Sell), Rng.Between(1, 20), Rng.Chance(0.5) ? 100 : null); break;
            case 12: PressKill(); break;
        }

        Others();
    });

    private void CancelOne()
    {
        if (Node.Desk.State.OpenOrders.ToList() is { Count: > 0 } open)
        {
            Node.Desk.Decide(new CancelOrder(Node.Now, "user", open[Rng.Between(0, open.Count - 1)].Facts.Id));
        }
    }

    // Mostly an order that can be changed; now and then one whose cancel or change is on its way. A person who moves an order once often moves it again.
    private void ChangeOne()
    {
        var any = Rng.Chance(0.1);
        var open = Node.Desk.State.OpenOrders.Where(o => !o.Facts.External && (any || o is { CancelPending: false, Replace: null })).ToList();
        if (open.Count > 0)
        {
            Change(open[Rng.Between(0, open.Count - 1)].Facts.Id);
        }
    }

    private void Change(Guid id)
    {
        if (_calm || Node.Desk.State.Order(id) is not { IsFinal: false } order || Node.Lane(order.Facts.ConnectionId) is not { } lane)
        {
            return;
        }

        var f = order.Facts;
        decimal Near(decimal price) => price + Rng.Between(-100, 100) / 100m;
        var terms = new OrderTerms(Rng.Between(1, 60), f.LimitPrice is { } l ? Near(l) : null, f.StopPrice is { } s ? Near(s) : null, f.TimeInForce);
        var facts = new ConnectionFacts(f.ConnectionId, "paper", "USD", true, lane.TradingOpen, null, null, Types, lane.ClientOrderIdForm);
        Node.Desk.Decide(new ReplaceOrder(Node.Now, "user", f.Id, terms, facts, new ReferencePrice(100, Node.Now, "quote"), lane.Replaces));
        if (Rng.Chance(0.7))
        {
            world.Clock.In(TimeSpan.FromMilliseconds(Rng.Between(50, 2500)), () => Node.Run(() => Change(id)));
        }
    }

    private void PressKill()
    {
        if (Node.Disk.Kill is not null || !Node.Alive)
        {
            return;
        }

        Node.Disk.Kill = new KillLatch("tenant", null, "drill", "user", Node.Now);
        Node.Run(() => Node.Desk.Decide(new PressKill(Node.Now, "user", "tenant", null, "drill", CancelOpen: Rng.Chance(0.5))));
        world.Clock.In(TimeSpan.FromSeconds(Rng.Between(1, 20)), ReleaseKill);
    }

    private void ReleaseKill()
    {
        if (!Node.Alive)
        {
            world.Clock.In(TimeSpan.FromSeconds(1), ReleaseKill);
            return;
        }

        Node.Run(() => Node.Desk.Decide(new ReleaseKill(Node.Now, "user", "tenant", null, "over"), d => Node.Disk.Kill = d is null ? Node.Disk.Kill : null));
        world.Clock.In(TimeSpan.FromSeconds(1), () =>
        {
            if (Node.Disk.Kill is not null)
            {
                ReleaseKill();
            }
        });
    }

    private OrderIntent NewIntent(string key)
    {
        var (connection, venue) = world.Venues[Rng.Between(0, world.Venues.Count - 1)];
        var instrument = venue.Instruments[Rng.Between(0, venue.Instruments.Count - 1)];
        var type = Rng.Pick(OrderType.Market, OrderType.Market, OrderType.Limit, OrderType.Limit, OrderType.Stop);
        var price = _prices.GetValueOrDefault(instrument.Symbol, 100) + Rng.Between(-100, 100) / 100m;
        return new OrderIntent(key, key, connection, instrument, Rng.Pick(Side.Buy, Side.Sell), type, type == OrderType.Market ? TimeInForce.Day : Rng.Pick(TimeInForce.Day, TimeInForce.Gtc, TimeInForce.Ioc),
            new FixedQuantity(Rng.Between(1, 40)), type == OrderType.Limit ? price : null, type == OrderType.Stop ? price : null, false, "api", "user");
    }

    // A caller that got no answer does what the documentation says: the same order with the same key.
    private void Order(string key, OrderIntent intent, int tries) => world.Clock.In(TimeSpan.Zero, () =>
    {
        var answered = false;
        Node.Run(() =>
        {
            if (Node.Lane(intent.ConnectionId) is not { } lane)
            {
                return;
            }

            var facts = new ConnectionFacts(intent.ConnectionId, "paper", "USD", true, lane.TradingOpen, null, null, Types, lane.ClientOrderIdForm);
            Node.Desk.Decide(new SubmitOrder(Node.Now, intent, Rng.Id(), facts, new ReferencePrice(100, Node.Now, "quote")), d =>
            {
                answered = d is not null && d.RefusalCode is null;
                world.Judge.Told(key, d);
            });
        });
        world.Clock.In(TimeSpan.FromSeconds(Rng.Between(1, 8)), () =>
        {
            if (tries > 0 && (!answered || Rng.Chance(0.1)))
            {
                Order(key, intent, tries - 1);
            }
        });
    });
}
