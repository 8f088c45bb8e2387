using System.Collections.Concurrent;
using Argix.Connections;
using Argix.Data;
using Argix.Errors;
using Argix.Logging;
using Argix.Plugins;
using Argix.Seams;
using Argix.Trading.Core;
using Argix.Trading.Core.Lanes;
using Argix.Trading.Desks;

namespace Argix.Trading.Lanes;

/// <summary>
/// What a lane has measured: how far the venue's clock is ahead of ours (zero = they may agree), how full its quotas are, and who spent them in the last minute.
/// <paramref name="ClockTolerance"/> null: this venue's clock is not compared.
/// </summary>
public sealed record LaneLook(TimeSpan ClockOffset, TimeSpan? ClockTolerance, IReadOnlyList<QuotaLook> Quotas, IReadOnlyList<Spent> Spending);

/// <summary>All lanes of this node: opens and closes them, and carries what desks committed to the lane it concerns.</summary>
public sealed class LaneRegistry : ILanes, IAsyncDisposable
{
    private readonly ConcurrentDictionary<Guid, LanePump> _byLogin = [];
    private readonly ConcurrentDictionary<Guid, LanePump> _byConnection = [];
    private readonly ConcurrentDictionary<Guid, SemaphoreSlim> _gates = [];
    private readonly ConcurrentDictionary<Guid, (Guid Workspace, string Broker)> _wanted = [];
    private readonly ConcurrentDictionary<(string Broker, string Version, string Environment), Limiter> _shared = [];
    private readonly LoginOpener _opener;
    private readonly DeskRegistry _desks;
    private readonly AccountBook _accounts;
    private readonly KillFile _kill;
    private readonly TimeProvider _clock;
    private readonly IIdSource _ids;
    private readonly Redactor _redactor;
    private readonly ILogger<LaneRegistry> _log;

    public LaneRegistry(LoginOpener opener, DeskRegistry desks, AccountBook accounts, KillFile kill, TimeProvider clock, IIdSource ids, BrokerCatalogue catalogue, Redactor redactor, ILogger<LaneRegistry> log)
    {
        (_opener, _desks, _accounts, _kill, _clock, _ids, _redactor, _log) = (opener, desks, accounts, kill, clock, ids, redactor, log);
        desks.Committed += Carry;
        catalogue.Changed += broker => _ = Task.Run(() => RenewAsync(broker));
    }

    internal LanePump? Of(Guid connection) => _byConnection.GetValueOrDefault(connection);

    public LaneHealth Health(Guid workspace, Guid connectionId) => _accounts.Health(connectionId) is { } h
        ? new LaneHealth(h.Status.Status, h.Status.Code, h.Since, h.Status.TradingOpen)
        : new LaneHealth("connecting", null, _clock.GetUtcNow(), false);

    /// <summary>Measured about a lane: null while there is none.</summary>
    public LaneLook? Look(Guid connectionId) => Of(connectionId) is { } lane
        ? new(lane.Login.Open.Port.VenueClock.Offset, lane.Login.ClockTolerance, lane.Quotas.Look(_clock.GetUtcNow()), lane.Login.Spending.Look()) : null;

    /// <summary>Asks the venues of these connections to cancel everything, each that has such a call. Whoever asks has asked for each order's cancel first.</summary>
    internal void CancelAll(Guid workspace, Func<Guid, bool> which, TimeSpan patience)
    {
        foreach (var (connection, lane) in _byConnection.Where(l => l.Value.Login.Open.Login.WorkspaceId == workspace && which(l.Key)))
        {
            lane.CancelAll(connection, patience);
        }
    }

    public async Task OpenAsync(Guid workspace, Guid loginId)
    {
        var gate = _gates.GetOrAdd(loginId, _ => new SemaphoreSlim(1));
        await gate.WaitAsync();
        try
        {
            await CloseCoreAsync(loginId);
            await OpenCoreAsync(workspace, loginId);
        }
        finally
        {
            gate.Release();
        }
    }

    public async Task CloseAsync(Guid workspace, Guid loginId)
    {
        var gate = _gates.GetOrAdd(loginId, _ => new SemaphoreSlim(1));
        await gate.WaitAsync();
        try
        {
            _wanted.TryRemove(loginId, out _);
            await CloseCoreAsync(loginId, disarm: true);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Opens again what should be open and is not: a plugin that failed, a broker that was in maintenance.</summary>
    internal async Task RetryAsync()
    {
        foreach (var (login, want) in _wanted.Where(w => !_byLogin.ContainsKey(w.Key)))
        {
            await OpenAsync(want.Workspace, login);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var login in _byLogin.Keys)
        {
            await CloseCoreAsync(login);
        }
    }

    private async Task OpenCoreAsync(Guid workspace, Guid loginId)
    {
        _wanted[loginId] = (workspace, "");
        try
        {
            var login = await _opener.OpenAsync(workspace, loginId, CancellationToken.None);
            _wanted[loginId] = (workspace, login.Login.BrokerId);
            var pump = new LanePump(login, new LaneTools(_desks.Get(workspace), _accounts, _kill, _clock, _ids, _log, _redactor.Scrub), Shared(login));
            _byLogin[loginId] = pump;
            foreach (var c in login.Connections)
            {
                _byConnection[c.Id] = pump;
            }

            await TellDeskAsync(workspace, login);
            pump.Start();
        }
        catch (ArgixException e)
        {
            _log.LogWarning("The lane of login {Login} cannot be opened: {Code}: {Detail}", loginId, e.Code, e.Message);
            foreach (var connection in await _opener.ConnectionsAsync(workspace, loginId))
            {
                _accounts.SetHealth(connection, new LaneStatus(e.Code == "maintenance" ? "maintenance" : "failed", e.Code, false), _clock.GetUtcNow());
            }
        }
    }

    // Quotas by address or application are one for all logins of this node. Other nodes are not known here; a 429 tells of them.
    private Limiter? Shared(OpenLogin login) => QuotaReader.Rules(login.Lease.Manifest, shared: true) is { Count: > 0 } rules
        ? _shared.GetOrAdd((login.Login.BrokerId, login.Lease.Version, login.Login.EnvironmentId), _ => new Limiter(rules)) : null;

    // A desk whose journal is closed is told the next time; a lane without it still cancels.
    private async Task TellDeskAsync(Guid workspace, OpenLogin login)
    {
        try
        {
            await _desks.Get(workspace).DecideAsync(new LaneOpened(_clock.GetUtcNow(), [.. login.Connections.Select(c => c.Id)], login.Heirs));
        }
        catch (ArgixException e)
        {
            _log.LogError("The desk of workspace {Workspace} could not be told that a lane opens: {Code}", workspace, e.Code);
        }
    }

    private async Task CloseCoreAsync(Guid loginId, bool disarm = false)
    {
        if (_byLogin.TryRemove(loginId, out var pump))
        {
            foreach (var c in pump.Login.Connections)
            {
                _byConnection.TryRemove(c.Id, out _);
                _accounts.Forget(c.Id);
            }

            await pump.CloseAsync(disarm);
        }
    }

    // A new plugin version: the lane drains and opens on it; orders are untouched, because the desk holds them.
    private async Task RenewAsync(string broker)
    {
        foreach (var (login, want) in _wanted.Where(w => w.Value.Broker == broker))
        {
            await OpenAsync(want.Workspace, login);
        }
    }

    private void Carry(Committed committed)
    {
        foreach (var e in committed.Events)
        {
            if (e.About is { } id && committed.Orders.FirstOrDefault(o => o.Id == id) is { } order)
            {
                Carry(committed, e, order);
            }
        }
    }

    private void Carry(Committed committed, DeskEvent e, OrderView order)
    {
        var lane = Of(order.ConnectionId);
        switch (e)
        {
            case OrderApproved when lane is null:
                _ = _desks.Get(committed.Workspace).DecideAsync(Answers.Kept(committed.At, order.Id, "connection_not_ready"));
                break;
            case OrderApproved a: lane.Submit(a.Order); break;
            case LegApproved when lane is null:
                _ = _desks.Get(committed.Workspace).DecideAsync(Answers.Kept(committed.At, order.Id, "connection_not_ready"));
                break;
            case LegApproved: lane.Submit(order.ToSend!); break;
            case ReplaceAsked { Queued: false, Rule.CancelNew: false } when lane is null:
                _ = _desks.Get(committed.Workspace).DecideAsync(Answers.KeptChange(committed.At, order.Id, "connection_not_ready"));
                break;
            case ReplaceAsked { Queued: false, Rule.CancelNew: false }: lane.Replace(order.Id, order.ConnectionId, order.Instrument.Symbol); break;
            default:
                foreach (var input in LaneRouting.For(e, new RoutedOrder(order.Id, order.BrokerOrderId, order.Pending.Cancel, order.IsFinal), committed.At))
                {
                    lane?.Post(input is CancelWanted c ? c with { Key = lane.Login.KeyOf(order.ConnectionId, order.Instrument.Symbol) } : input);
                }

                break;
        }
    }
}
