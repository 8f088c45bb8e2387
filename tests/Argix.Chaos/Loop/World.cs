using Argix.Contracts.Testing;
using Argix.IntegrationTests.Trading;
using Argix.Testing;

namespace Argix.Chaos;

/// <summary>Who takes part: the venue, the proxy before it, the host on its store with both connections, and the callers.</summary>
internal sealed class World : IAsyncDisposable
{
    private World(int seed) => Seed = seed;

    public int Seed { get; }
    public DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("argix-chaos-");
    public Intentions Intentions { get; } = new();
    public ScriptedVenueProcess Venue { get; private set; } = null!;
    public FaultProxy Proxy { get; private set; } = null!;
    public Platform Platform { get; private set; } = null!;
    public Desk Desk { get; private set; } = null!;
    public Traffic Traffic { get; private set; } = null!;
    public Guid Alpaca { get; private set; }
    public Guid Paper { get; private set; }

    public string Store => Platform.Folder.Postgres is null ? "SQLite" : "PostgreSQL";

    public static async Task<World> BeginAsync(int seed, PostgresDatabase? database)
    {
        var world = new World(seed);
        world.Venue = await IntegrationTests.Trading.Alpaca.StartAsync(world.Folder.FullName);
        world.Proxy = new FaultProxy(world.Venue.Address, seed);
        world.Platform = await Platform.StartAsync(f =>
        {
            f.Settings["ARGIX_Brokers__alpaca__Endpoints__paper__rest"] = world.Proxy.Address.ToString();
            f.Settings["ARGIX_Brokers__alpaca__Endpoints__paper__stream"] = $"ws://{world.Proxy.Address.Authority}/stream";
            f.Settings["ARGIX_Brokers__alpaca__Endpoints__paper__data"] = world.Proxy.Address.ToString();
            f.Settings["DOTNET_TieredPGO"] = "0"; // no process lives long enough to gain by it
            if (database is not null)
            {
                f.UsePostgres(database);
            }
        });
        world.Desk = await world.Platform.DeskAsync();
        world.Alpaca = (await world.Desk.ConnectAsync(IntegrationTests.Trading.Alpaca.Body())).Id;
        world.Paper = (await world.Desk.ConnectPaperAsync()).Id;
        world.Traffic = new Traffic(world.Desk, world.Alpaca, world.Paper, world.Venue, world.Intentions, seed);
        return world;
    }

    /// <summary>What the API says now, held against the ledgers.</summary>
    public async Task<Verdict> JudgeAsync(bool histories) => new Checker(await Exported.ReadAsync(Desk, histories, Intentions.Changed), Intentions.Asked, Proxy.Submits).Judge(
        new Dictionary<Guid, VenueTruth> { [Alpaca] = VenueTruth.Of(Venue), [Paper] = VenueTruth.Of(Platform.PaperLedger()) });

    public async ValueTask DisposeAsync()
    {
        await Platform.DisposeAsync();
        await Proxy.DisposeAsync();
        await Venue.DisposeAsync();
        Folder.Delete(recursive: true);
    }
}
