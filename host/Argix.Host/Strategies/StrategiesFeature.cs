namespace Argix.Strategies;

/// <summary>Registers the room of strategies.</summary>
public static class StrategiesFeature
{
    public static IServiceCollection AddStrategies(this IServiceCollection services)
    {
        services.AddSingleton<StrategyHost>();
        services.AddSingleton<StrategyService>();
        services.AddSingleton<AccessPlans>();
        return services.AddHostedService(p => p.GetRequiredService<StrategyHost>());
    }
}
