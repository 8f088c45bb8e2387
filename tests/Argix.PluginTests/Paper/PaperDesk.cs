using System.Globalization;
using System.Text.Json;
using Argix.Broker.Paper;
using Argix.Contracts;
using Xunit;

namespace Argix.PluginTests.Paper;

/// <summary>A paper login in a temporary folder: the port that the host would lend, and short words for what the tests do.</summary>
internal sealed class PaperDesk : IVenuePort, IAsyncDisposable
{
    public static readonly Account Account = new("PAPER-1", "", "USD", Rights.Trade, Proof.Claimed);
    private readonly Dictionary<string, string> _settings = [];
    private readonly Dictionary<string, Instrument> _instruments = [];
    private int _ids;

    public PaperDesk(TimeProvider? clock = null)
    {
        Clock = clock ?? Manual;
        Directory.CreateDirectory(DataDirectory);
        Adapter = new PaperPlugin().Create(this);
    }

    /// <summary>The folder that holds the solution.</summary>
    public static string Repository
    {
        get
        {
            var folder = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
            while (!File.Exists(Path.Combine(folder, "Argix.Platform.sln")))
            {
                folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("not inside the repository");
            }

            return folder;
        }
    }

    public ManualClock Manual { get; } = new(new DateTimeOffset(2026, 1, 5, 14, 30, 0, TimeSpan.Zero));
    public IBrokerAdapter Adapter { get; private set; }
    public string Cash { get; init; } = "100000";
    public string LedgerPath => Path.Combine(DataDirectory, "ledger.jsonl");

    public LoginInfo Login => new("login-1", "paper", "local", _settings);
    public TimeProvider Clock { get; }
    public string DataDirectory { get; } = Path.Combine(Path.GetTempPath(), "argix-paper-" + Guid.NewGuid().ToString("N"));

    public ValueTask<string> SecretAsync(string name, CancellationToken ct) => name == "startingCash" ? new(Cash) : throw new KeyNotFoundException(name);
    public Task<Answer> SendAsync(Call call, CancellationToken ct) => throw new InvalidOperationException("the paper broker makes no calls");
    public Task<ISocket> ConnectAsync(Call call, CancellationToken ct) => throw new InvalidOperationException("the paper broker opens no sockets");
    public IAsyncEnumerable<ReadOnlyMemory<byte>> LinesAsync(Call call, CancellationToken ct) => throw new InvalidOperationException("the paper broker opens no streams");
    public ValueTask<long> NonceAsync(CancellationToken ct) => throw new InvalidOperationException("the paper broker signs nothing");
    public void Log(LogLevel level, string message) => TestContext.Current.TestOutputHelper?.WriteLine(message);

    public T As<T>() where T : class => Adapter.Capability<T>()!;

    public void Replay(string symbol, string file, string speed)
    {
        _settings[$"Replay:{symbol}:File"] = file;
        _settings[$"Replay:{symbol}:Speed"] = speed;
    }

    public string WriteBars(params string[] rows)
    {
        var path = Path.Combine(DataDirectory, "bars.csv");
        File.WriteAllLines(path, rows.Prepend("time,open,high,low,close,volume"));
        return path;
    }

    public async Task<Instrument> InstrumentAsync(string symbol)
    {
        if (!_instruments.TryGetValue(symbol, out var instrument))
        {
            await foreach (var found in As<IReadInstruments>().SearchAsync(symbol, default))
            {
                _instruments[found.Symbol] = instrument = found;
            }
        }

        return instrument ?? new Instrument(symbol, symbol, AssetClass.Equity, "USD", QuantityUnit.Base, 1, 0, 0, null, null, null, true);
    }

    public async Task<Order> OrderAsync(string symbol, Side side, decimal quantity, decimal? limit = null, decimal? stop = null, TimeInForce tif = TimeInForce.Gtc, string? id = null)
    {
        var type = (limit, stop) switch { (null, null) => OrderType.Market, (_, null) => OrderType.Limit, (null, _) => OrderType.Stop, _ => OrderType.StopLimit };
        id ??= "c-" + Interlocked.Increment(ref _ids).ToString(CultureInfo.InvariantCulture);
        return new Order(Account, await InstrumentAsync(symbol), id, side, Effect.Open, type, tif, quantity, limit, stop, Clock.GetUtcNow());
    }

    public async Task<Outcome> SubmitAsync(string symbol, Side side, decimal quantity, decimal? limit = null, decimal? stop = null, TimeInForce tif = TimeInForce.Gtc, string? id = null) =>
        await As<IPlaceOrders>().SubmitAsync(await OrderAsync(symbol, side, quantity, limit, stop, tif, id), default);

    public async Task<OrderReport> LookAsync(string brokerOrderId) =>
        (await As<IReadAccount>().OrdersAsync(Account, null, false, null, default)).Items.Single(o => o.BrokerOrderId == brokerOrderId);

    public async Task<Balance> BalanceAsync() => Assert.Single((await As<IReadAccount>().BalancesAsync(Account, default)).Items);

    public async Task<Dictionary<string, decimal>> PositionsAsync() =>
        (await As<IReadAccount>().PositionsAsync(Account, null, default)).Items.ToDictionary(p => p.Symbol, p => p.Quantity);

    /// <summary>The file as anybody else would read it, while the venue has it open.</summary>
    public IReadOnlyList<JsonElement> Ledger()
    {
        using var file = new FileStream(LedgerPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    /// <summary>Cash and positions from the file alone.</summary>
    public (decimal Cash, Dictionary<string, decimal> Positions) Recompute()
    {
        var (cash, positions) = (0m, new Dictionary<string, decimal>());
        foreach (var line in Ledger())
        {
            if (line.GetProperty("kind").GetString() == "opened")
            {
                cash = Number(line, "startingCash");
            }
            else if (line.GetProperty("kind").GetString() == "fill")
            {
                var quantity = Number(line, "quantity") * (line.GetProperty("side").GetString() == "buy" ? 1 : -1);
                cash -= (quantity * Number(line, "price")) + Number(line, "fee");
                var symbol = line.GetProperty("symbol").GetString()!;
                positions[symbol] = positions.GetValueOrDefault(symbol) + quantity;
            }
        }

        return (cash, positions.Where(p => p.Value != 0).ToDictionary());
    }

    public static decimal Number(JsonElement line, string field) => decimal.Parse(line.GetProperty(field).GetString()!, CultureInfo.InvariantCulture);

    public async Task ReopenAsync(Action? between = null)
    {
        await Adapter.DisposeAsync();
        between?.Invoke();
        Adapter = new PaperPlugin().Create(this);
    }

    public async ValueTask DisposeAsync()
    {
        await Adapter.DisposeAsync();
        Directory.Delete(DataDirectory, recursive: true);
    }
}
