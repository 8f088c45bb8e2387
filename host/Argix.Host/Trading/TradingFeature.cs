using Argix.Audit;
using Argix.Connections;
using Argix.Data;
using Argix.Health;
using Argix.Plugins;
using Argix.Seams;
using Argix.Trading.Desks;
using Argix.Trading.Desks.Snapshots;
using Argix.Trading.Journal;
using Argix.Trading.Lanes;
using Argix.Trading.Orders;

namespace Argix.Trading;

/// <summary>Registers the trading room.</summary>
public static class TradingFeature
{
    public static IServiceCollection AddTrading(this IServiceCollection services)
    {
        services.AddSingleton<IJournalStore>(p => p.GetRequiredService<DataStore>() is { Postgres: null } files
            ? new SqliteJournal(files.Directory.File("journal.db"))
            : new PostgresJournal(p.GetRequiredService<OwnerSession>(), p.GetRequiredService<Npgsql.NpgsqlDataSource>()));
        services.AddSingleton<JournalWriter>();
        services.AddSingleton(p => new SnapshotFiles(p.GetRequiredService<DataDirectory>().File("snapshots"), () => p.GetRequiredService<AnchorKey>().Derive("argix snapshot v1")));
        services.AddSingleton(p => new DeskLoader(p.GetRequiredService<IJournalStore>(), p.GetRequiredService<SnapshotFiles>(), p.GetRequiredService<AnchorFiles>(), p.GetRequiredService<ArchivedParts>().Of));
        services.AddSingleton(p => new DeskRegistry(p.GetRequiredService<DeskLoader>(), p.GetRequiredService<JournalWriter>(), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<Desk>>()));
        services.AddSingleton<AccountBook>();
        services.AddSingleton<EquityHistory>();
        services.AddHostedService(p => p.GetRequiredService<EquityHistory>()); // listens from the start
        services.AddSingleton(p => new KillFile(p.GetRequiredService<DataDirectory>().File("kill")));
        services.AddSingleton<LaneRegistry>();
        services.AddSingleton<ILanes>(p => p.GetRequiredService<LaneRegistry>());
        services.AddSingleton(p => new MarketFeed(p.GetRequiredService<LaneRegistry>(), p.GetRequiredService<AccountBook>(), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<OrderCounts>();
        services.AddSingleton<IOpenOrders>(p => p.GetRequiredService<OrderCounts>());
        services.AddSingleton<OrderWatch>();
        services.AddSingleton(p => new FxRates(p.GetRequiredService<DbFactory>(), p.GetRequiredService<LaneRegistry>(), p.GetRequiredService<AccountBook>(), p.GetRequiredService<ChangeBell>(), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(p => new OrderContexts(p.GetRequiredService<DbFactory>(), p.GetRequiredService<LaneRegistry>(), p.GetRequiredService<AccountBook>(),
            p.GetRequiredService<BrokerCatalogue>(), new MarkBook(p.GetRequiredService<AccountBook>(), p.GetRequiredService<TimeProvider>()),
            p.GetRequiredService<FxRates>(), new DailyVolumes(p.GetRequiredService<DeskRegistry>(), p.GetRequiredService<TimeProvider>()), p.GetRequiredService<DeskRegistry>(), p.GetRequiredService<ChangeBell>(), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(p => new MemoryCancels(p.GetRequiredService<LaneRegistry>(), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(p => new OrderEntry(p.GetRequiredService<OrderContexts>(), p.GetRequiredService<DeskRegistry>(), p.GetRequiredService<OrderWatch>(),
            p.GetRequiredService<MemoryCancels>(), p.GetRequiredService<LaneRegistry>(), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<IIdSource>()));
        services.AddSingleton(p => new KillSwitch(p.GetRequiredService<DeskRegistry>(), p.GetRequiredService<KillFile>(), p.GetRequiredService<MemoryCancels>(),
            p.GetRequiredService<LaneRegistry>(), p.GetRequiredService<OrderWatch>(), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(p => new InstrumentReads(p.GetRequiredService<OrderContexts>(), p.GetRequiredService<LaneRegistry>(), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<LimitAlerts>();
        services.AddHostedService(p => new PriceMonitor(p.GetRequiredService<AccountBook>(), p.GetRequiredService<DeskRegistry>(),
            new PriceReader(p.GetRequiredService<LaneRegistry>().Of, p.GetRequiredService<AccountBook>(), p.GetRequiredService<TimeProvider>()), p.GetRequiredService<FxRates>(), p.GetRequiredService<LimitAlerts>(),
            p.GetRequiredService<DbFactory>(), p.GetRequiredService<ILogger<PriceMonitor>>(), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<TradeReads>();
        services.AddSingleton<EventFeed>();
        services.AddSingleton<Outbox>();
        services.AddSingleton<RestoreGate>();
        services.AddSingleton<AnchorWriter>();
        services.AddHostedService(p => p.GetRequiredService<AnchorWriter>()); // before the desks start, so that it stops after them
        services.AddSingleton(p => new SnapshotWriter(p.GetRequiredService<DeskRegistry>(), p.GetRequiredService<DeskLoader>(), p.GetRequiredService<ILogger<SnapshotWriter>>()));
        services.AddSingleton<TradingStart>();
        services.AddSingleton(p => new ReadyCheck("journal", _ => ValueTask.FromResult(p.GetRequiredService<TradingStart>().Problems is [var first, ..] ? first.Split(':')[0] : null)));
        services.AddSingleton(p => new HealthWarning("anchors", () => p.GetRequiredService<AnchorWriter>().Problem is null ? null : "the newest anchor of the trail could not be written; orders go on. The log says why"));
        services.AddHostedService(p => p.GetRequiredService<TradingStart>());
        return services.AddHostedService(p => p.GetRequiredService<SnapshotWriter>()); // after it: the desks stand by then
    }
}
