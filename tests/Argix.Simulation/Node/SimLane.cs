using Argix.Contracts;
using Argix.Contracts.Manifest;
using Argix.Trading.Core;
using Argix.Trading.Core.Lanes;
using Argix.Trading.Lanes;
using Verdict = Argix.Contracts.Verdict;

namespace Argix.Simulation;

/// <summary>The pump around the production lane core, over the simulated wire instead of an adapter.</summary>
public sealed class SimLane
{
    private readonly World _world;
    private readonly Process _process;
    private readonly SimVenue _venue;
    private readonly Wire _wire;
    private readonly BrokerManifest _manifest;
    private readonly LaneCore _core;
    private readonly Dictionary<Guid, (OrderFacts Order, long Deadline)> _admitted = [];
    private readonly Dictionary<Guid, long> _changes = [];
    private readonly SimReader _reader;

    public SimLane(World world, Process process, Guid connection, SimVenue venue)
    {
        (_world, _process, Connection, _venue, _manifest) = (world, process, connection, venue, venue.Kind.Manifest());
        _wire = new Wire(world, process, venue, reached => Post(new CallEnded(_process.Now, reached)));
        _core = new LaneCore(new LaneRules(venue.Kind.Delay, venue.Kind.Lookup == "all", venue.Kind.Lookup != "none", venue.Kind.Streams, 200, TimeSpan.FromMinutes(1), 0.2m, Heartbeat: venue.Kind.Heartbeat));
        _reader = new SimReader(world, process, this, venue, _wire);
    }

    public Guid Connection { get; }
    public ReplaceRule Replaces => ReplaceRule.Of(_manifest.Replace.Kind, _manifest.Replace.QuantityMeans);
    public string ClientOrderIdForm => _manifest.ClientOrderId.Form;
    public bool TradingOpen => _core.Health.TradingOpen;

    public void Start() => Tick();

    public void Submit(OrderFacts order)
    {
        _admitted[order.Id] = (order, _world.Clock.Now + Decider.SendWithin.Ticks);
        Post(new SubmitWanted(_process.Now, order.Id, _process.Now + Decider.SendWithin));
    }

    public void Replace(Guid id)
    {
        _changes[id] = _world.Clock.Now + Decider.SendWithin.Ticks;
        Post(new ReplaceWanted(_process.Now, id, _process.Now + Decider.SendWithin));
    }

    public void Post(LaneInput input) => _process.In(TimeSpan.Zero, () => Step(input));

    private void Tick()
    {
        Step(new Tick(_process.Now));
        var wait = _core.NextTick(_process.Now) - _process.Now;
        _process.In(wait > TimeSpan.FromMilliseconds(5) ? wait : TimeSpan.FromMilliseconds(5), Tick);
    }

    private void Step(LaneInput input)
    {
        foreach (var action in _core.Step(input))
        {
            Do(action);
        }
    }

    private void Do(LaneAction action)
    {
        switch (action)
        {
            case SendSubmit s: Send(s.OrderId); break;
            case DropSubmit d: _admitted.Remove(d.OrderId); _process.Desk.Decide(Answers.Kept(_process.Now, d.OrderId, d.Code)); break;
            case SendReplace r: Change(r.OrderId); break;
            case DropReplace d: _changes.Remove(d.OrderId); _process.Desk.Decide(Answers.KeptChange(_process.Now, d.OrderId, d.Code)); break;
            case SendCancel c: Cancel(c.OrderId); break;
            case AskVenue a: _reader.Ask(a.OrderId); break;
            case TellEmpty e: _process.Desk.Decide(new LookupEmpty(_process.Now, e.OrderId, e.Conclusive, e.Asked, e.NextAt, e.Reason, e.NotOpen, e.Unchanged)); break;
            case Resync: _reader.Resync(); break;
            case OpenStream: _reader.OpenStream(); break;
            case CloseStream: _world.Totals.Silences++; _reader.CloseStream(); break;
            case TellHealth { Health.Code: "broker_unreachable", Health.TradingOpen: false }: _world.Totals.Breakers++; break;
        }
    }

    private void Send(Guid id)
    {
        _admitted.Remove(id, out var admitted);
        var (order, deadline) = admitted;
        string? keptBy = null;
        _process.Point("before_send");
        bool MayStart() => (keptBy = _world.Kills(order) ? "kill_switch" : _world.Clock.Now >= deadline ? "broker_timeout" : null) is null;
        _wire.Send(MayStart, () => _world.Judge.Left(order, deadline), () => _venue.Submit(ToOrder(order), order.Id), end =>
        {
            _process.Point("answered");
            _process.Desk.Decide(Answers.Submit(_process.Now, order, _manifest, Read(end, Verdict.Accepted), end.NeverLeft, keptBy));
            Post(new SubmitEnded(_process.Now, id, end.Reply?.Status == 429 ? TimeSpan.FromSeconds(1) : null));
        });
    }

    private void Change(Guid id)
    {
        _changes.Remove(id, out var deadline);
        if (_process.Desk.State.Order(id) is not { IsFinal: false, BrokerOrderId: { } brokerId, Replace: { Queued: false } pending } order)
        {
            Post(new ReplaceEnded(_process.Now, id));
            return;
        }

        string? keptBy = null;
        var (facts, wanted) = (order.Facts, ReplaceDecider.ToSend(order, pending));
        _process.Point("before_change");
        bool MayStart() => (keptBy = order.CancelPending ? "order_not_cancellable" : _world.Kills(facts) ? "kill_switch" : _world.Clock.Now >= deadline ? "broker_timeout" : null) is null;
        _wire.Send(MayStart, () => _world.Judge.Changes(id, pending), () => _venue.Replace(brokerId, ToOrder(wanted), id), end =>
        {
            _process.Desk.Decide(Answers.Replace(_process.Now, facts, pending, _manifest, Read(end, Verdict.Accepted), end.NeverLeft, keptBy));
            Post(new ReplaceEnded(_process.Now, id));
        });
    }

    private void Cancel(Guid id)
    {
        if (_process.Desk.State.Order(id) is not { IsFinal: false, BrokerOrderId: { } brokerId } order)
        {
            return;
        }

        _wire.Send(() => true, () => { }, () => _venue.Cancel(brokerId), end =>
        {
            var answered = Answers.Cancel(_process.Now, order.Facts, brokerId, _manifest, Read(end, Verdict.Pending), end.NeverLeft);
            _process.Desk.Decide(answered);
            Post(new CancelEnded(_process.Now, id, answered.Conclusion.Verdict is Verdict.Accepted or Verdict.Pending));
        });
    }

    // What an honest adapter says of an answer; the manifest's rules conclude.
    private static Outcome Read(WireEnd end, Verdict whenGood) => end switch
    {
        { NeverLeft: true } => new Outcome(Verdict.Unknown, new Evidence(Sent.No, 0, null, end.Fault)),
        { Reply: { Status: 200 } r } => new Outcome(whenGood, new Evidence(Sent.Yes, 200), r.BrokerId, null, r.Report),
        { Reply: { Status: 429 } } => new Outcome(Verdict.NotSent, new Evidence(Sent.Yes, 429)),
        { Reply: { } r } => new Outcome(Verdict.Refused, new Evidence(Sent.Yes, r.Status, r.Code, r.Code)),
        _ => new Outcome(Verdict.Unknown, new Evidence(Sent.Unknown, 0, null, end.Fault)),
    };

    private static Order ToOrder(OrderFacts f) => new(World.Account, f.Instrument, f.ClientOrderId, f.Side, f.Effect, f.Type, f.TimeInForce, f.Quantity, f.LimitPrice, f.StopPrice, f.CreatedAt, f.SendBy);
}
