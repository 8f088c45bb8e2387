using Argix.Accounts;

namespace Argix.CommandLine;

/// <summary><c>users add</c> and <c>tokens create</c>.</summary>
public static class AccountCommands
{
    public static IServiceCollection AddCommandLine(this IServiceCollection services)
    {
        services.AddSingleton<ControlDesk>();
        services.AddHostedService<ControlSocket>();
        services.AddSingleton(new ControlCommand("users.add", AddUserAsync));
        services.AddSingleton(new ControlCommand("tokens.create", CreateTokenAsync));
        services.AddSingleton(new ControlCommand("audit.verify", JournalCommands.VerifyAsync));
        services.AddSingleton(new ControlCommand("health.warnings", (call, _) => Task.FromResult(new ControlReply([.. call.Services.GetServices<Health.HealthWarning>().Select(w => w.Look()).OfType<string>()]))));
        services.AddSingleton(new ControlCommand("audit.archive", ArchiveCommands.ArchiveAsync));
        services.AddSingleton(new ControlCommand("audit.prune", ArchiveCommands.PruneAsync));
        services.AddSingleton(new ControlCommand("backup", Backups.Backup.RunAsync));
        services.AddSingleton(new ControlCommand("keys.rotate", KeyCommands.RotateAsync));
        services.AddSingleton(new ControlCommand("plugins.list", PluginCommands.ListAsync));
        services.AddSingleton(new ControlCommand("plugins.install", PluginStoreCommands.InstallAsync));
        services.AddSingleton(new ControlCommand("plugins.remove", PluginStoreCommands.RemoveAsync));
        services.AddSingleton<DemoStep>(StrategyDemo.RunAsync);
        return services;
    }

    private static async Task<ControlReply> AddUserAsync(ControlCall call, CancellationToken cancel)
    {
        var accounts = call.Services.GetRequiredService<AccountService>();
        await accounts.AddAsync(call.Get("email"), call.Get("password"), call.Get("workspace"), call.Get("role"), cancel);
        return ControlReply.Of($"argix: {call.Get("email")} is {call.Get("role")} in '{call.Get("workspace")}'");
    }

    private static async Task<ControlReply> CreateTokenAsync(ControlCall call, CancellationToken cancel)
    {
        var (workspace, user) = await call.Services.GetRequiredService<AccountService>().FindMemberAsync(call.Get("email"), call.Find("workspace"), cancel);
        var made = await call.Services.GetRequiredService<ApiTokens>().CreateAsync(workspace, user, call.Get("name"), call.Get("scopes").Split(','), Expires(call.Find("expires")), cancel);
        return ControlReply.Of($"argix: token '{call.Get("name")}' for {call.Get("email")}; it is shown only now:", made.Token);
    }

    private static TimeSpan Expires(string? days) => days is null ? ApiTokens.Lifetime
        : int.TryParse(days.TrimEnd('d'), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var n) && n <= ApiTokens.Longest.TotalDays ? TimeSpan.FromDays(n)
        : throw new Errors.ArgixException("validation_failed", $"--expires takes days, 1 to {ApiTokens.Longest.TotalDays:0} — write --expires 90");
}
