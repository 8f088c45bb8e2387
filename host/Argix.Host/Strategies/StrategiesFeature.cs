using Argix.Data;
using Argix.Seams;
using Argix.Strategies.Backtests;
using Argix.Strategies.Signals;
using Argix.Trading;
using Argix.Trading.Lanes;
using Argix.Trading.Orders;

namespace Argix.Strategies;

/// <summary>Registers the room of strategies.</summary>
public static class StrategiesFeature
{
    public static IServiceCollection AddStrategies(this IServiceCollection services)
    {
        services.AddSingleton(p => new Approvals(Get<DbFactory>(p), Get<OrderEntry>(p), Get<IIdSource>(p), Get<TimeProvider>(p)));
        services.AddSingleton(p => new Traces(Get<DbFactory>(p), Get<IIdSource>(p)));
        services.AddSingleton(p => new StrategyRooms(Get<MarketFeed>(p), Get<OrderEntry>(p), Get<TradeReads>(p), Get<Approvals>(p), Get<Traces>(p), Get<TimeProvider>(p)));
        services.AddSingleton(p => new Promotion(Get<TradeReads>(p), Get<TimeProvider>(p)));
        services.AddSingleton(p => new StrategyHost(Get<DbFactory>(p), Get<StrategyRooms>(p), Get<ILogger<StrategyHost>>(p)));
        services.AddSingleton(p => new StrategyService(Get<DbFactory>(p), Get<StrategyHost>(p), Get<StrategyRooms>(p), Get<Promotion>(p), Get<IIdSource>(p)));
        services.AddSingleton<AccessPlans>();
        services.AddSingleton<SignalService>();
        services.AddSingleton<Keys.IReseal, SealedSignals>();
        services.AddSingleton<BacktestService>();
        services.AddHostedService(p => p.GetRequiredService<BacktestService>());
        return services.AddHostedService(p => p.GetRequiredService<StrategyHost>());
    }

    private static T Get<T>(IServiceProvider p) where T : notnull => p.GetRequiredService<T>();
}
