using Argix.Connections;
using Argix.Connections.OAuth;
using Argix.Contracts;
using Argix.Data;
using Argix.Errors;
using Argix.ScriptedBrokers;
using Argix.Trading;
using Argix.Trading.Lanes;
using Argix.Trading.Orders;
using Microsoft.AspNetCore.WebUtilities;

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

    /// <summary>The lanes that are not open: of which brokers, in which state, and for how long the longest.</summary>
    public string Closed()
    {
        var now = _host.Get<TimeProvider>().GetUtcNow();
        var closed = _all.Select(c => (c.Broker, Health: _lanes.Health(c.Workspace, c.Id))).Where(c => !c.Health.TradingOpen).GroupBy(c => $"{c.Broker} {c.Health.Status} {c.Health.Code}".TrimEnd());
        return string.Join(", ", closed.Select(g => $"{g.Count()} {g.Key} for up to {g.Max(c => (now - c.Health.Since).TotalSeconds):0} s"));
    }

    /// <summary>Spread evenly over paper, Alpaca, Kraken and those whose venues are started from their scripts.</summary>
    public static async Task<SoakCrowd> ConnectAsync(HostInside host, int count, IReadOnlyList<ScriptedBroker> brokers, TimeSpan within)
    {
        var crowd = new SoakCrowd(host, brokers);
        string[] all = ["paper", "alpaca", "kraken", .. brokers.Select(b => b.Id)];
        for (var n = 0; n < count; n++)
        {
            var broker = all[n % all.Length];
            var workspace = await crowd.WorkspaceAsync($"soak-{n}");
            await crowd.RaiseLimitsAsync(workspace);
            crowd._all.Add((workspace, await crowd.ConnectAsync(workspace, broker, n), broker));
        }

        await crowd.SettledAsync(within);
        return crowd;
    }

    /// <summary>One order each that rests far below the market; how many do, and what became of the others.</summary>
    public async Task<string> RestAsync()
    {
        var others = new List<string>();
        foreach (var (workspace, id, broker) in _all)
        {
            if (await PlaceAsync(workspace, id, broker) is { } why)
            {
                others.Add($"{broker} {why}");
            }
        }

        var named = string.Join(", ", others.GroupBy(o => o).Select(g => $"{g.Count()} {g.Key}"));
        return $"{_all.Count - others.Count} of {_all.Count} orders at rest{(others.Count == 0 ? "" : $"; the others: {named}")}.";
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

    // Null: it rests. Else the word for what it does.
    private async Task<string?> PlaceAsync(Guid workspace, Guid id, string broker)
    {
        var order = broker == "kraken" ? new OrderRequest(id, "BTC/USD", "crypto", "buy", "limit", 0.01m, 57_500, null, "gtc")
            : _brokers.FirstOrDefault(b => b.Id == broker) is { } b ? new OrderRequest(id, b.Traded.Symbol, b.Traded.AssetClass.ToString().ToLowerInvariant(), "buy", "limit", b.Resting.Quantity, b.Resting.Limit, null, "gtc")
            : new OrderRequest(id, "AAPL", "equity", "buy", "limit", 1, 100, null, "gtc");
        try
        {
            var placed = await _host.Get<OrderEntry>().PlaceAsync(workspace, "user:soak", "api", order, Guid.NewGuid().ToString(), TimeSpan.FromSeconds(20), null, CancellationToken.None);
            return placed.Order.State == "working" ? null : $"{placed.Order.State} ({placed.Order.Code}: {placed.Order.Reason})";
        }
        catch (ArgixException e)
        {
            return $"refused ({e.Code}: {e.Message})";
        }
    }

    // Most brokers' connections share one account at their scripted venue, so each workspace takes on the others' orders too: their sum exceeds a newcomer's limits.
    private async Task RaiseLimitsAsync(Guid workspace)
    {
        foreach (var kind in (string[])["paper", "demo", "live"])
        {
            await _host.Get<TradeReads>().SetLimitsAsync(workspace, "user:soak", true, P3.Wide("environment_kind", kind), _host.Get<TimeProvider>());
        }
    }

    private async Task<Guid> ConnectAsync(Guid workspace, string broker, int n) => _brokers.FirstOrDefault(b => b.Id == broker) is { SignsIn: true } b
        ? await SignInAsync(workspace, b)
        : (await _host.Get<ConnectionService>().CreateAsync(workspace, Request(broker, n), "user:soak", CancellationToken.None)).Id;

    // As a browser would come back from the broker.
    private async Task<Guid> SignInAsync(Guid workspace, ScriptedBroker b)
    {
        var (flows, nothing) = (_host.Get<OAuthFlows>(), new Dictionary<string, string>());
        var begun = await flows.BeginAsync(new(workspace, "soak", null, "user:soak"), new(b.Id, b.MethodId, b.EnvironmentId, "trade", $"{b.Id} soak", false, b.IsLive, nothing), CancellationToken.None);
        var state = QueryHelpers.ParseQuery(begun.Url.Query)["state"].ToString();
        var back = new CallbackQuery("GET", b.Id, new Dictionary<string, IReadOnlyList<string>> { ["code"] = ["code-1"], ["state"] = [state] });
        var finished = await flows.FinishAsync(back, new(workspace, "soak", Guid.NewGuid()), CancellationToken.None);
        return finished.ConnectionId ?? throw new InvalidOperationException($"{b.Id}: {finished.Code} {finished.Detail}");
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
