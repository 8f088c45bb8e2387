using Argix.Contracts.Testing;
using Argix.Testing;
using Xunit;

namespace Argix.IntegrationTests.Trading;

/// <summary>The real host in a folder of its own, with desks (a user with a token in a workspace) on demand. As a class fixture it is shared, each test with its own workspace.</summary>
public sealed class Platform : IAsyncLifetime
{
    /// <summary>No proxy, no cookies; one connection pool for all.</summary>
    internal static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false }) { Timeout = TimeSpan.FromMinutes(2) };

    private int _desks;

    public HostFolder Folder { get; } = new();
    public HostProcess Host { get; private set; } = null!;

    /// <summary>The paper venue's ledger of the only paper login (or of the one that is named).</summary>
    public PaperLedger PaperLedger() => Trading.PaperLedger.Read(Assert.Single(Trading.PaperLedger.Files(Folder.Data)));

    public async ValueTask InitializeAsync() => Host ??= await HostProcess.StartAsync(Folder);

    public static async Task<Platform> StartAsync(Action<HostFolder>? settings = null)
    {
        var platform = new Platform();
        settings?.Invoke(platform.Folder);
        await platform.InitializeAsync();
        return platform;
    }

    /// <summary>A host on a database of its own; the test is skipped where no PostgreSQL can be had.</summary>
    public static async Task<Platform> StartOnPostgresAsync()
    {
        var database = await PostgresServer.NewDatabaseAsync();
        return await StartAsync(f => f.UsePostgres(database));
    }

    /// <summary>A host on one of <see cref="Stores"/>.</summary>
    public static async Task<Platform> StartOnAsync(string store, Action<HostFolder>? settings = null)
    {
        var database = store == Stores.Postgres ? await PostgresServer.NewDatabaseAsync() : null;
        return await StartAsync(f =>
        {
            if (database is not null)
            {
                f.UsePostgres(database);
            }

            settings?.Invoke(f);
        });
    }

    /// <summary>A host whose Alpaca is the scripted one.</summary>
    public static Task<Platform> StartAsync(ScriptedVenueProcess venue) => StartAsync(f => Alpaca.Point(f, venue));

    /// <summary>A user with a token in a workspace; a fresh workspace unless one is named.</summary>
    public async Task<Desk> DeskAsync(string? workspace = null, string role = "admin", string scopes = "read,trade,admin")
    {
        var n = Interlocked.Increment(ref _desks);
        var email = $"user{n}@argix.example";
        return new Desk(this, await Folder.NewTokenAsync(role, scopes, email, workspace ?? $"w{n}"), email: email);
    }

    /// <summary>Starts the host again in the same folder, after whatever ended it.</summary>
    public async Task StartAgainAsync()
    {
        await Host.DisposeAsync();
        Host = await HostProcess.StartAsync(Folder);
    }

    /// <summary>From now on this is the host; who started it in this folder has ended the one before.</summary>
    public void Adopt(HostProcess host) => Host = host;

    public async Task RestartAsync()
    {
        Assert.Equal(0, await Host.StopAsync());
        await StartAgainAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Folder.Dispose();
    }
}

/// <summary>Where users, connections and the journal can stand; facts that touch them hold on both.</summary>
public static class Stores
{
    public const string Sqlite = "SQLite";
    public const string Postgres = "PostgreSQL";
}
