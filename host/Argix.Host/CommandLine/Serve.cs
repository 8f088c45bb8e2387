using System.Security.Cryptography.X509Certificates;
using Argix.Accounts;
using Argix.Data;
using Argix.Errors;
using Argix.Keys;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Argix.CommandLine;

/// <summary>Runs the host until it is told to stop.</summary>
public static class Serve
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static async Task<int> RunAsync(HostRecipe recipe, CancellationToken cancel, Action<WebApplicationBuilder>? adjust = null, Func<WebApplication, CancellationToken, Task>? started = null)
    {
        var builder = recipe.NewBuilder();
        adjust?.Invoke(builder);
        builder.WebHost.UseUrls(PublicAddress.Urls(builder.Configuration)).ConfigureKestrel(kestrel => Protect(kestrel, builder.Configuration));
        // Built first, so that wrong settings are refused before anything stands on the disk.
        await using var app = recipe.Build(builder, console: true);
        using var held = await TakeLockAsync(app.Services.GetRequiredService<DataDirectory>(), cancel);
        app.Services.GetService<OwnerSession>()?.Take();
        // The key before the database: without its key nothing may be created or changed.
        app.Services.GetRequiredService<MasterKey>();
        await app.Services.GetRequiredService<Database>().MigrateAsync(cancel);
        app.Services.GetRequiredService<KeyRing>().Open();
        recipe.Map(app);
        await ListenAsync(app, cancel);
        Announce(app);
        await (started ?? OfferSetupAsync)(app, cancel);
        await app.WaitForShutdownAsync(cancel);
        return 0;
    }

    private static async Task ListenAsync(WebApplication app, CancellationToken cancel)
    {
        try
        {
            await app.StartAsync(cancel);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            await app.StopAsync(CancellationToken.None); // what had started ends in order, not by losing its ground
            throw new ArgixException("validation_failed", $"{string.Join(", ", PublicAddress.Urls(app.Configuration))} is in use by another program — stop it, or choose another address with --Urls", e);
        }
    }

    private static void Announce(WebApplication app)
    {
        var address = app.Services.GetRequiredService<PublicAddress>();
        address.Bind(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? []);
        Say($"argix: listening on {address.Link("")}");
    }

    private static async Task OfferSetupAsync(WebApplication app, CancellationToken cancel)
    {
        await using var scope = app.Services.CreateAsyncScope();
        if (await scope.ServiceProvider.GetRequiredService<SetupService>().NewTokenAsync(cancel) is { } token)
            Say($"argix: set up at {app.Services.GetRequiredService<PublicAddress>().Link("/setup?token=" + token)}");
    }

    private static void Protect(KestrelServerOptions kestrel, IConfiguration settings)
    {
        kestrel.AddServerHeader = false;
        if (settings["Tls:CertificateFile"] is { Length: > 0 } certificate)
            kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = X509Certificate2.CreateFromPemFile(certificate, settings["Tls:KeyFile"]));
    }

    /// <summary>A line of ours on stdout. The log goes to stderr, so the line stands alone.</summary>
    public static void Say(string line) => Console.Out.WriteLine(line);

    // A command of the command line may hold the lock for a moment; a host that answers holds it for good.
    private static async Task<DirectoryLock> TakeLockAsync(DataDirectory directory, CancellationToken cancel)
    {
        var clock = TimeProvider.System;
        var begin = clock.GetTimestamp();
        while (true)
        {
            if (DirectoryLock.TryTake(directory) is { } held)
                return held;
            using var host = await ControlClient.TryConnectAsync(directory, cancel);
            if (host is not null || clock.GetElapsedTime(begin) > Patience)
                throw DirectoryLock.InUse(directory);
            await Task.Delay(TimeSpan.FromMilliseconds(50), clock, cancel);
        }
    }
}
