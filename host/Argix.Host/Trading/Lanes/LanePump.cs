using System.Threading.Channels;
using Argix.Connections;
using Argix.Contracts;
using Argix.Seams;
using Argix.Trading.Core;
using Argix.Trading.Core.Lanes;
using Argix.Trading.Desks;

namespace Argix.Trading.Lanes;

/// <summary>What a lane needs of the house.</summary>
internal sealed record LaneTools(Desk Desk, AccountBook Accounts, KillFile Kill, TimeProvider Clock, IIdSource Ids, ILogger Log, Func<string, string> Scrub)
{
    /// <summary>A venue's own words without any secret of ours: a hostile or careless one quotes the key, and the journal keeps for ever.</summary>
    public OrderReport Clean(OrderReport report) => report with { VenueState = Scrub(report.VenueState), Reason = report.Reason is { } e ? Clean(e) : null };

    public Evidence Clean(Evidence e) => e with { Code = e.Code is null ? null : Scrub(e.Code), Text = e.Text is null ? null : Scrub(e.Text) };
}

/// <summary>
/// The pump around one login's pure lane core: gives it what happened, does what it says, and carries results to the desk. It decides nothing.
/// Calls to the venue run side by side; the core sees one input at a time.
/// </summary>
internal sealed class LanePump : IAsyncDisposable
{
    private readonly Channel<LaneInput> _inputs = Channel.CreateUnbounded<LaneInput>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly LaneCore _core;
    private readonly LaneTools _tools;
    private readonly LaneSender _sender;
    private readonly LaneReader _reader;
    private readonly LaneStream _stream;
    private readonly LaneDeadMan _deadMan;
    private readonly LaneSession _session;
    private readonly LaneCancelAll _cancelAll;
    private readonly System.Collections.Concurrent.ConcurrentDictionary<Task, byte> _running = [];
    private Task _loop = Task.CompletedTask;

    public LanePump(OpenLogin login, LaneTools tools, Limiter? shared = null)
    {
        tools = tools with { Clock = new SteadyTime(tools.Clock) };
        Login = new LaneLogin(login);
        Closing = _stop.Token;
        _tools = tools;
        var limiter = Quotas = new Limiter(QuotaReader.Rules(Login.Manifest, shared: false), shared);
        _core = new LaneCore(Login.Rules(), limiter);
        login.Port.Watch = new LaneWatch(Login, tools, limiter, Post);
        _sender = new LaneSender(Login, tools, Post);
        _reader = new LaneReader(Login, tools, Post);
        _stream = new LaneStream(Login, tools, _reader, Post);
        _deadMan = new LaneDeadMan(Login, tools, Post);
        _session = new LaneSession(Login, tools, Post);
        _cancelAll = new LaneCancelAll(Login, tools, limiter, Post);
    }

    public LaneLogin Login { get; }

    public Limiter Quotas { get; }

    /// <summary>Ends whatever still reads from the adapter, so that it can be unloaded.</summary>
    public CancellationToken Closing { get; }

    public void Start()
    {
        Publish(_core.Health);
        _loop = Task.Run(LoopAsync);
        Run(_session.RunAsync);
        Run(Login.Instruments.RefreshAsync);
    }

    /// <summary>An approved order that has just become durable; leaves once, within two seconds from now, or not at all.</summary>
    public void Submit(OrderFacts order)
    {
        _sender.Admit(order);
        Post(new SubmitWanted(Now, order.Id, Now + Decider.SendWithin, Login.KeyOf(order.ConnectionId, order.Instrument.Symbol)));
    }

    /// <summary>A change that has just become durable.</summary>
    public void Replace(Guid order, Guid connection, string symbol)
    {
        _sender.AdmitChange(order);
        Post(new ReplaceWanted(Now, order, Now + Decider.SendWithin, Login.KeyOf(connection, symbol)));
    }

    /// <summary>Asks the venue to cancel everything of a connection's account, if it can; the cancels of single orders go their own way.</summary>
    public void CancelAll(Guid connection, TimeSpan patience) => Run(ct => _cancelAll.SendAsync(connection, patience, ct));

    public void Post(LaneInput input) => _inputs.Writer.TryWrite(input);

    public ValueTask DisposeAsync() => CloseAsync(disarm: false);

    /// <summary>Ends the lane. <paramref name="disarm"/>: a person ends the access, and what stays open then stays by that person's choice.</summary>
    public async ValueTask CloseAsync(bool disarm)
    {
        _inputs.Writer.TryComplete();
        await _stop.CancelAsync();
        await _loop;
        await Task.WhenAll(_running.Keys).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await GuardAsync(_ => _sender.DropRestAsync());
        if (disarm)
        {
            await _deadMan.DisarmAsync(); // only now can nothing arm it again
        }

        await Login.Open.DisposeAsync();
        _stop.Dispose();
    }

    private DateTimeOffset Now => _tools.Clock.GetUtcNow();

    private async Task LoopAsync()
    {
        Step(new Tick(Now));
        while (!_stop.IsCancellationRequested)
        {
            if (_inputs.Reader.TryRead(out var input))
            {
                Step(input);
                continue;
            }

            if (!await WaitAsync())
            {
                return;
            }

            Step(new Tick(Now));
        }
    }

    // Until something happens or the core's next deadline; false when the lane closes.
    private async Task<bool> WaitAsync()
    {
        var now = Now;
        var wait = _core.NextTick(now) - now;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        using var timer = _tools.Clock.CreateTimer(_ => timeout.Cancel(), null, wait > TimeSpan.FromMilliseconds(5) ? wait : TimeSpan.FromMilliseconds(5), Timeout.InfiniteTimeSpan);
        try
        {
            return await _inputs.Reader.WaitToReadAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            return !_stop.IsCancellationRequested;
        }
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
            case SendSubmit s: Run(ct => _sender.SubmitAsync(s.OrderId, ct)); break;
            case DropSubmit d: Run(_ => _sender.DropAsync(d.OrderId, d.Code)); break;
            case SendReplace r: Run(ct => _sender.ReplaceAsync(r.OrderId, ct)); break;
            case DropReplace d: Run(_ => _sender.DropChangeAsync(d.OrderId, d.Code)); break;
            case SendCancel c: Run(ct => _sender.CancelAsync(c.OrderId, ct)); break;
            case AskVenue a: Run(ct => _reader.AskAsync(a.OrderId, ct)); break;
            case TellEmpty e: Run(_ => _tools.Desk.DecideAsync(new LookupEmpty(Now, e.OrderId, e.Conclusive, e.Asked, e.NextAt, e.Reason, e.NotOpen, e.Unchanged))); break;
            case Resync: Run(_reader.ResyncAsync); break;
            case OpenStream: Run(_stream.RunAsync); break;
            case CloseStream: _stream.Close(); break;
            case ArmDeadMan a: Run(ct => _deadMan.ArmAsync(a.After, ct)); break;
            case TellHealth h: Publish(h.Health); break;
        }
    }

    // Nothing that a call to the venue or to a plugin throws may end the lane.
    private void Run(Func<CancellationToken, Task> work)
    {
        var task = Task.Run(() => GuardAsync(work));
        _running.TryAdd(task, 0);
        _ = task.ContinueWith(t => _running.TryRemove(t, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task GuardAsync(Func<CancellationToken, Task> work)
    {
        try
        {
            await work(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            _tools.Log.LogError("Lane {Broker} {Login}: {Error}", Login.Manifest.Id, Login.Open.Login.Id, e.GetType().Name + ": " + e.Message);
        }
    }

    private void Publish(LaneStatus health)
    {
        foreach (var c in Login.Connections)
        {
            _tools.Accounts.SetHealth(c.Id, health, Now);
        }

        _tools.Log.LogInformation("Lane {Broker} {Login} is {Status} {Code}", Login.Manifest.Id, Login.Open.Login.Id, health.Status, health.Code ?? "");
    }
}
