using Argix.Connections;
using Argix.Contracts;
using Argix.Data;
using Argix.Errors;
using Argix.ScriptedBrokers;
using Argix.Trading.Lanes;
using Argix.Trading.Orders;

namespace Argix.Bench;

/// <summary>The connections of the soak, spread over workspaces: an account is connected once in each.</summary>
internal sealed class SoakCrowd
{
    private readonly HostInside _host;
    private readonly IReadOnlyList<ScriptedBroker> _brokers;
    private readonly LaneRegistry _lanes;
    private readonly List<(Guid Workspace, Guid Id, string Broker)> _all = [];
    private int _turn;

    private SoakCrowd(HostInside host, IReadOnlyList<ScriptedBroker> brokers) => (_host, _lanes, _brokers) = (host, host.Get<LaneRegistry>(), brokers);

    public string Said => string.Join(", ", _all.GroupBy(c => c.Broker).Select(g => $"{g.Count()} {g.Key}"));

    public int Open => _all.Count(c => _lanes.Health(c.Workspace, c.Id).TradingOpen);

    /// <summary>Spread evenly over paper, Alpaca, Kraken and those whose venues are started from their scripts.</summary>
    public static async Task<SoakCrowd> ConnectAsync(HostInside host, int count, IReadOnlyList<ScriptedBroker> brokers, TimeSpan within)
    {
        var crowd = new SoakCrowd(host, brokers);
        string[] all = ["paper", "alpaca", "kraken", .. brokers.Select(b => b.Id)];
        for (var n = 0; n < count; n++)
        {
            var broker = all[n % all.Length];
            var workspace = await crowd.WorkspaceAsync($"soak-{n}");
            var view = await host.Get<ConnectionService>().CreateAsync(workspace, crowd.Request(broker, n), "user:soak", CancellationToken.None);
            crowd._all.Add((workspace, view.Id, broker));
        }

        await crowd.SettledAsync(within);
        return crowd;
    }

    /// <summary>One order each that rests far below the market; how many do.</summary>
    public async Task<int> RestAsync()
    {
        var resting = 0;
        foreach (var (workspace, id, broker) in _all)
        {
            var order = broker == "kraken" ? new OrderRequest(id, "BTC/USD", "crypto", "buy", "limit", 0.01m, 57_500, null, "gtc")
                : _brokers.FirstOrDefault(b => b.Id == broker) is { } b ? new OrderRequest(id, b.Traded.Symbol, b.Traded.AssetClass.ToString().ToLowerInvariant(), "buy", "limit", b.Resting.Quantity, b.Resting.Limit, null, "gtc")
                : new OrderRequest(id, "AAPL", "equity", "buy", "limit", 1, 100, null, "gtc");
            var placed = await _host.Get<OrderEntry>().PlaceAsync(workspace, "user:soak", "api", order, Guid.NewGuid().ToString(), TimeSpan.FromSeconds(20), null, CancellationToken.None);
            resting += placed.Order.State == "working" ? 1 : 0;
        }

        return resting;
    }

    /// <summary>The next connection's lane is closed and opened again; another one's list is searched.</summary>
    public async Task TurnAsync()
    {
        var (workspace, id, _) = _all[_turn % _all.Count];
        await _host.Get<ConnectionService>().ReconnectAsync(workspace, id, CancellationToken.None);
        var other = _all[(_turn++ + (_all.Count / 2)) % _all.Count];
        try
        {
            await _host.Get<InstrumentReads>().SearchAsync(other.Workspace, other.Id, "us", 20, CancellationToken.None);
        }
        catch (ArgixException)
        {
            // not open just now, or its quota for reads is used up
        }
    }

    /// <summary>Waits until every lane is open, so that figures compare like with like.</summary>
    public async Task SettledAsync(TimeSpan within)
    {
        using var patience = new CancellationTokenSource(within);
        while (Open < _all.Count && !patience.IsCancellationRequested)
        {
            await Task.Delay(250, CancellationToken.None);
        }
    }

    private async Task<Guid> WorkspaceAsync(string name)
    {
        await using var db = _host.Get<DbFactory>().Open();
        var row = new WorkspaceRow { Id = Guid.NewGuid(), Name = name, CreatedAt = DateTimeOffset.UtcNow };
        db.Workspaces.Add(row);
        await db.SaveChangesAsync();
        return row.Id;
    }

    private CreateRequest Request(string broker, int n) => broker switch
    {
        _ when _brokers.FirstOrDefault(b => b.Id == broker) is { } b => New(broker, b.MethodId, b.EnvironmentId, new(b.Credentials)) with { ConfirmLive = b.IsLive },
        "alpaca" => New(broker, "keys", "paper", new() { ["keyId"] = Folder.Key, ["secretKey"] = Folder.Secret }),
        "kraken" => New(broker, "keys", "live", new() { ["apiKey"] = $"scripted/key+{n:0000}", ["privateKey"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"scripted-kraken-secret-of-a-key-{n:0000}")) }) with { ConfirmLive = true },
        _ => New(broker, "local", "paper", new() { ["startingCash"] = "1000000" }),
    };

    private static CreateRequest New(string broker, string method, string environment, Dictionary<string, string> credentials) =>
        new(new TestRequest(broker, method, environment, null, credentials), $"{broker} soak");
}
