using Argix.Data;
using Argix.Seams;

namespace Argix.Closing;

/// <summary>Closing an account: access, orders, secrets, and the person's data.</summary>
public static class ClosingFeature
{
    public static IServiceCollection AddClosing(this IServiceCollection services) =>
        services.AddSingleton<AccountCloser>().AddHostedService<ClosedWorkspaces>();
}

/// <summary>What ended only after its account was closed (a broker took its time) loses its names then.</summary>
public sealed class ClosedWorkspaces(DbFactory contexts, TimeProvider clock, ILogger<ClosedWorkspaces> log) : Chore(clock, log)
{
    protected override TimeSpan Pause => TimeSpan.FromMinutes(1);

    protected override async Task RoundAsync(CancellationToken ct)
    {
        await using var db = contexts.Open();
        await Erasure.NamesOfClosedAsync(db, ct);
    }
}
