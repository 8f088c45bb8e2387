using Argix.Contracts.Testing;

namespace Argix.IntegrationTests.Trading;

/// <summary>The scripted Alpaca process and how a host is pointed at it.</summary>
internal static class Alpaca
{
    public const string Key = "PKTESTTESTTEST000042";
    public const string Secret = "s3cret-of-the-scripted-alpaca-0042";
    private const string Dll = "Argix.ScriptedAlpaca.dll";

    public static Task<ScriptedVenueProcess> StartAsync(string folder, params string[] arguments) =>
        ScriptedVenueProcess.StartAsync(Dll, Path.Combine(folder, "alpaca-ledger.jsonl"), ["--key", Key, "--secret", Secret, "--cash", "1000000", .. arguments]);

    public static void Point(HostFolder folder, ScriptedVenueProcess venue, string? data = null)
    {
        folder.Settings["ARGIX_Brokers__alpaca__Endpoints__paper__rest"] = venue.Address.ToString();
        folder.Settings["ARGIX_Brokers__alpaca__Endpoints__paper__stream"] = venue.Socket("/stream");
        folder.Settings["ARGIX_Brokers__alpaca__Endpoints__paper__data"] = data ?? venue.Address.ToString();
    }

    public static object Body(string key = Key, string secret = Secret, string name = "Alpaca paper") =>
        new { brokerId = "alpaca", methodId = "keys", environmentId = "paper", name, access = "trade", credentials = new { keyId = key, secretKey = secret } };

    /// <summary>Orders that the venue took, by our id for them; a second acceptance of one id fails here.</summary>
    public static Dictionary<string, LedgerLine> Accepted(this ScriptedVenueProcess venue) =>
        venue.Ledger().Where(l => l.Kind == "accepted").ToDictionary(l => l.ClientOrderId, StringComparer.OrdinalIgnoreCase);

    public static decimal Filled(this ScriptedVenueProcess venue, string clientOrderId) =>
        venue.Ledger().Where(l => l.Kind == "fill" && string.Equals(l.ClientOrderId, clientOrderId, StringComparison.OrdinalIgnoreCase)).Sum(l => l.Quantity);

    /// <summary>What is held, added up from the ledger's fills.</summary>
    public static Dictionary<string, decimal> Positions(this ScriptedVenueProcess venue) =>
        venue.Ledger().Where(l => l.Kind == "fill").GroupBy(l => l.Symbol).ToDictionary(g => g.Key, g => g.Sum(l => l.Side == "buy" ? l.Quantity : -l.Quantity));
}

/// <summary>A scripted Alpaca, a host pointed at it, a desk and its connection: the usual beginning.</summary>
internal sealed class AlpacaDesk : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("argix-venue-");

    public ScriptedVenueProcess Venue { get; private set; } = null!;
    public Platform Platform { get; private set; } = null!;
    public Desk Desk { get; private set; } = null!;
    public ConnectionJson Connection { get; private set; } = null!;
    public string Folder => _folder.FullName;

    public static async Task<AlpacaDesk> StartAsync(bool connect = true, params string[] arguments)
    {
        var all = new AlpacaDesk();
        all.Venue = await Alpaca.StartAsync(all.Folder, arguments);
        all.Platform = await Platform.StartAsync(all.Venue);
        all.Desk = await all.Platform.DeskAsync();
        if (connect)
        {
            await all.ConnectAsync();
        }

        return all;
    }

    /// <summary>The same on one of <see cref="Stores"/>.</summary>
    public static Task<AlpacaDesk> StartOnAsync(string store) => StartWithAsync(_ => { }, store);

    /// <summary>The same with settings of the host besides.</summary>
    public static async Task<AlpacaDesk> StartWithAsync(Action<HostFolder> settings, string store = Stores.Sqlite)
    {
        var all = new AlpacaDesk();
        all.Venue = await Alpaca.StartAsync(all.Folder);
        all.Platform = await Platform.StartOnAsync(store, f => { Alpaca.Point(f, all.Venue); settings(f); });
        all.Desk = await all.Platform.DeskAsync();
        await all.ConnectAsync();
        return all;
    }

    public async Task ConnectAsync()
    {
        Connection = await Desk.ConnectAsync(Alpaca.Body());
        await Wait.ForAsync(() => Venue.CallsAsync(), calls => calls.Any(c => c.Path == "/stream"), "the stream is open");
    }

    /// <summary>Ends the venue's process and starts it again on the same port and ledger.</summary>
    public async Task StartVenueAgainAsync()
    {
        var address = Venue.Address;
        await Venue.DisposeAsync();
        Venue = await Alpaca.StartAsync(Folder, "--urls", address.ToString().TrimEnd('/'));
    }

    public async ValueTask DisposeAsync()
    {
        await Platform.DisposeAsync();
        await Venue.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
