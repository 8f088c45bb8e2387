using Argix.Connections;
using Argix.Contracts;
using Argix.Contracts.Manifest;
using Argix.Data;
using Argix.Trading.Core;
using Argix.Trading.Core.Lanes;

namespace Argix.Trading.Lanes;

/// <summary>An opened login as the lane uses it: adapter, manifest facts, accounts.</summary>
internal sealed class LaneLogin(OpenLogin login)
{
    public OpenLogin Open => login;
    public IBrokerAdapter Adapter => login.Lease.Adapter;
    public BrokerManifest Manifest => login.Lease.Manifest;
    public string Truth => Manifest.Fills.Truth;
    public IReadOnlyList<ConnectionRow> Connections => login.Connections;
    public InstrumentCache Instruments { get; } = new(login.Lease.Adapter, login.Port.Clock);

    /// <summary>How far the venue's clock may be from ours; null where nothing tells its time, such as a venue inside this host.</summary>
    public TimeSpan? ClockTolerance => Manifest.Clock.Source == "dateHeader" && Manifest.Environments.Any(e => e.Id == login.Login.EnvironmentId && e.Endpoints.Count > 0) ? Manifest.Clock.Tolerance : null;

    public Spending Spending { get; } = new(login.Port.Clock);

    public Account Account(Guid connection) => AccountOf(Connections.First(c => c.Id == connection));

    public IReadOnlyList<Account> Accounts => [.. Connections.Select(AccountOf).DistinctBy(a => a.Id)];

    public IEnumerable<Guid> ConnectionsOf(string accountId) => Connections.Where(c => c.AccountId == accountId).Select(c => c.Id);

    /// <summary>A moment of ours on the venue's clock: what is compared there must be told in its time.</summary>
    public DateTimeOffset VenueTime(DateTimeOffset ours) => ours + login.Port.VenueClock.Offset;

    public OrderRef Reference(OrderFacts facts, string? brokerOrderId, string? route) => new(ToOrder(facts), brokerOrderId, route, VenueTime(facts.CreatedAt));

    public Order ToOrder(OrderFacts f) => new(Account(f.ConnectionId), f.Instrument, f.ClientOrderId, f.Side, f.Effect, f.Type, f.TimeInForce, f.Quantity,
        f.LimitPrice, f.StopPrice, f.CreatedAt, f.SendBy is { } until ? VenueTime(until) : null);

    public LaneRules Rules() => new(Manifest.Submit.MaxProcessingDelay, Manifest.ClientOrderId.Lookup == "all", Adapter.Capability<IFindOrders>() is not null,
        Adapter.Capability<IStreamReports>() is not null, 0, TimeSpan.FromSeconds(1), 0, Heartbeat: Manifest.Stream.Heartbeat,
        DeadMan: DeadManSetting.Read(Manifest, login.Port.Login.Settings, Adapter.Capability<IDeadMan>() is not null));

    public QuotaKey KeyOf(Guid connection, string symbol) => new(Connections.FirstOrDefault(c => c.Id == connection)?.AccountId, symbol);

    private static Account AccountOf(ConnectionRow c) => new(c.AccountId, c.AccountName, c.Currency,
        Rights.Read | (c.CanTrade ? Rights.Trade : Rights.None), Proof.Claimed, c.AccountRoute);
}
