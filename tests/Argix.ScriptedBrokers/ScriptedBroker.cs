using System.Text.Json.Nodes;
using Argix.AdapterTests.Binance;
using Argix.AdapterTests.Coinbase;
using Argix.AdapterTests.InteractiveBrokers;
using Argix.AdapterTests.Oanda;
using Argix.AdapterTests.Tradier;
using Argix.AdapterTests.TradeStation;
using Argix.Contracts.Testing;

namespace Argix.ScriptedBrokers;

/// <summary>A broker whose venue can be started from its script: how a host is pointed at it and connected. One that is connected by sign-in needs a provider of tokens as well.</summary>
public sealed class ScriptedBroker
{
    private readonly VenueScript _script;
    private readonly JsonNode _manifest;

    /// <param name="id">One of <see cref="Ids"/>.</param>
    /// <param name="manifest">The plugin's <c>plugin.json</c>.</param>
    public ScriptedBroker(string id, string manifest)
    {
        Id = id;
        _manifest = JsonNode.Parse(manifest)!;
        _script = id switch
        {
            "binance" => new BinanceScript(),
            "coinbase" => new CoinbaseScript(),
            "interactive-brokers" => new InteractiveBrokersScript(),
            "oanda" => new OandaScript(),
            "tradestation" => new TradeStationScript(),
            "tradier" => new TradierScript(),
            _ => throw new ArgumentException($"there is no script of {id}", nameof(id)),
        };
    }

    public static IReadOnlyList<string> Ids { get; } = ["binance", "coinbase", "interactive-brokers", "oanda", "tradestation", "tradier"];

    public string Id { get; }
    public IReadOnlyDictionary<string, string> Credentials => _script.Credentials;
    public string MethodId => Method["id"]!.ToString();

    /// <summary>Connected by signing in at the provider; else with <see cref="Credentials"/>.</summary>
    public bool SignsIn => Method["kind"]!.ToString() == "oauth";

    public string EnvironmentId => Environment["id"]!.ToString();
    public bool IsLive => Environment["kind"]!.ToString() == "live";

    /// <summary>What is traded, in the canonical and in the venue's words.</summary>
    public Traded Traded => _script.Instruments[0];

    /// <summary>An ordinary order's quantity that fits the limits of a newcomer, and a price that waits below the market.</summary>
    public (decimal Quantity, decimal Limit) Resting => (Traded.Quantity / 4, Math.Floor(Traded.Price * 0.95m / Traded.Tick) * Traded.Tick);

    public Task<ScriptedVenueProcess> StartAsync(string folder) =>
        ScriptedVenueProcess.StartAsync("Argix.ScriptedBrokers.dll", Path.Combine(folder, Id + ".jsonl"), ["--broker", Id, "--cash", "1000000000"]);

    /// <summary>Settings that point every endpoint of the environment at the venue; scripts see paths below the endpoint.</summary>
    /// <param name="brokerId">The id under which the plugin runs.</param>
    /// <param name="venue">Where its venue listens.</param>
    /// <param name="provider">Where people sign in and tokens come from; only asked by a broker that <see cref="SignsIn"/>.</param>
    public IEnumerable<KeyValuePair<string, string>> Settings(string brokerId, Uri venue, string provider)
    {
        var endpoints = Environment["endpoints"]!.AsObject().Select(e => KeyValuePair.Create($"ARGIX_Brokers__{brokerId}__Endpoints__{EnvironmentId}__{e.Key}",
            SignsIn && e.Key is "authorize" or "token" or "revoke" ? $"{provider}/{e.Key}" : $"{(e.Value!.ToString().StartsWith("ws", StringComparison.Ordinal) ? "ws" : "http")}://{venue.Authority}"));
        return SignsIn ? endpoints.Append(new($"ARGIX_Brokers__{brokerId}__OAuth__ClientId", "scripted")) : endpoints;
    }

    // As the kit chooses them.
    private JsonNode Method => _manifest["methods"]!.AsArray() is var all && all.FirstOrDefault(m => m!["kind"]!.ToString() == "credentials") is { } keys ? keys : all[0]!;

    private JsonNode Environment => _manifest["environments"]!.AsArray() is var all && _script.EnvironmentId is { } wanted ? all.First(e => e!["id"]!.ToString() == wanted)!
        : (all.FirstOrDefault(e => e!["kind"]!.ToString() is "paper" or "demo") ?? all[0])!;
}
