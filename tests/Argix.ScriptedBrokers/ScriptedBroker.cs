using System.Text.Json.Nodes;
using Argix.AdapterTests.Binance;
using Argix.AdapterTests.Coinbase;
using Argix.AdapterTests.InteractiveBrokers;
using Argix.AdapterTests.Oanda;
using Argix.AdapterTests.Tradier;
using Argix.Contracts.Testing;

namespace Argix.ScriptedBrokers;

/// <summary>A broker whose venue can be started from its script: how a host is pointed at it and connected. (A sign-in needs a provider as well, so TradeStation is not among them.)</summary>
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
            "tradier" => new TradierScript(),
            _ => throw new ArgumentException($"there is no script of {id}", nameof(id)),
        };
    }

    public static IReadOnlyList<string> Ids { get; } = ["binance", "coinbase", "interactive-brokers", "oanda", "tradier"];

    public string Id { get; }
    public IReadOnlyDictionary<string, string> Credentials => _script.Credentials;
    public string MethodId => _manifest["methods"]!.AsArray().First(m => m!["kind"]!.ToString() == "credentials")!["id"]!.ToString();
    public string EnvironmentId => Environment["id"]!.ToString();
    public bool IsLive => Environment["kind"]!.ToString() == "live";

    /// <summary>What is traded, in the canonical and in the venue's words.</summary>
    public Traded Traded => _script.Instruments[0];

    /// <summary>An ordinary order's quantity that fits the limits of a newcomer, and a price that waits below the market.</summary>
    public (decimal Quantity, decimal Limit) Resting => (Traded.Quantity / 4, Math.Floor(Traded.Price * 0.95m / Traded.Tick) * Traded.Tick);

    public Task<ScriptedVenueProcess> StartAsync(string folder) =>
        ScriptedVenueProcess.StartAsync("Argix.ScriptedBrokers.dll", Path.Combine(folder, Id + ".jsonl"), ["--broker", Id, "--cash", "1000000000"]);

    /// <summary>Settings that point every endpoint of the environment at the venue; scripts see paths below the endpoint. <paramref name="brokerId"/>: the id under which the plugin runs.</summary>
    public IEnumerable<KeyValuePair<string, string>> Endpoints(string brokerId, Uri venue) => Environment["endpoints"]!.AsObject().Select(e => KeyValuePair.Create(
        $"ARGIX_Brokers__{brokerId}__Endpoints__{EnvironmentId}__{e.Key}", $"{(e.Value!.ToString().StartsWith("ws", StringComparison.Ordinal) ? "ws" : "http")}://{venue.Authority}"));

    // As the kit chooses it.
    private JsonNode Environment => _manifest["environments"]!.AsArray() is var all && _script.EnvironmentId is { } wanted ? all.First(e => e!["id"]!.ToString() == wanted)!
        : (all.FirstOrDefault(e => e!["kind"]!.ToString() is "paper" or "demo") ?? all[0])!;
}
