using System.Net;
using Argix.Accounts;
using Argix.Connections;
using Argix.Connections.Adapters;
using Argix.Connections.Egress;
using Argix.Connections.OAuth;
using Argix.Connections.Vault;
using Argix.Contracts;
using Argix.Contracts.Manifest;
using Argix.Contracts.Testing;
using Argix.Data;
using Argix.Plugins;
using Argix.Seams;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Argix.UnitTests.Connections.OAuth;

/// <summary>Sign-in with everything of its own over a database file, against a provider that does as told, with time by hand.</summary>
internal sealed class OAuthBench : IAsyncDisposable
{
    public static readonly Guid Session = Guid.NewGuid();
    private readonly Bench bench;
    private readonly OAuthWire wire;

    private OAuthBench(FakeProvider provider, OAuthFact fact, OpenDb? open)
    {
        Provider = provider;
        bench = new Bench(elsewhere: open) { Probe = (port, ct) => ProbeAsync(port, ct) };
        bench.Brokers["signin"] = Bench.Entry(Manifest(fact));
        bench.Brokers["other"] = Bench.Entry(Manifest(fact) with { Id = "other" });
        var brokers = new WithClient(bench);
        var guard = new OutboundGuard(Dns.GetHostAddressesAsync);
        var ids = new SystemIds(Clock);
        var ports = new PortFactory(brokers, guard, Clock, ids, bench.PortLog);
        var tester = new ConnectionTester(brokers, ports, new(brokers, guard, Clock), bench.Hide, ids, Clock, bench.TesterLog);
        wire = new(guard, Clock);
        // The vault's clock is the same as everybody's.
        Secrets = new(bench.Open, bench.Vault, Clock, bench.StoreLog);
        Keeper = new(bench.Open, Secrets, brokers, wire, bench.Hide, ids, Clock, NullLogger<TokenKeeper>.Instance);
        OtherNode = new(bench.Open, new(bench.Open, bench.Vault, Clock, bench.StoreLog), brokers, wire, bench.Hide, ids, Clock, NullLogger<TokenKeeper>.Instance);
        Service = new(bench.Open, Secrets, tester, brokers, bench, bench, ids, Clock, new(TimeSpan.FromMinutes(2)), Keeper);
        Flows = new(bench.Open, brokers, tester, Service, Keeper, wire, bench.Hide, bench.Ring,
            PublicAddress.Resolve(new ConfigurationBuilder().AddInMemoryCollection([new("PublicUrl", "https://argix.example")]).Build()), ids, Clock, NullLogger<OAuthFlows>.Instance);
        Watch = new(bench.Open, Keeper, Clock, NullLogger<TokenWatch>.Instance);
        Opener = new(bench.Open, Secrets, brokers, ports, new(Path.GetTempPath()), bench.Hide, Keeper);
        // Below the host's other rooms nothing is https here; the provider is one that the deployment named.
        foreach (var name in new[] { "authorize", "token", "revoke" })
        {
            bench.Endpoints[name] = $"{provider.Url}/{name}";
        }
    }

    public FakeProvider Provider { get; }
    public FakeTimeProvider Clock { get; } = new();
    public SecretStore Secrets { get; }
    public TokenKeeper Keeper { get; }

    /// <summary>Another node on the same database: it shares nothing with the first but the rows and the broker.</summary>
    public TokenKeeper OtherNode { get; }
    public ConnectionService Service { get; }
    public OAuthFlows Flows { get; }
    public TokenWatch Watch { get; }
    public LoginOpener Opener { get; }
    public Guid Workspace => bench.Workspace;
    public List<string> LaneCalls => bench.LaneCalls;
    public IReadOnlyCollection<string> Hidden => bench.Hidden;
    public string[] Accounts { get; set; } = ["ACC-1"];
    public bool ProbeFails { get; set; }
    public List<string> SeenTokens { get; } = [];
    public CancellationToken Ct => bench.Ct;

    public static async Task<OAuthBench> StartAsync(OAuthFact? fact = null, OpenDb? open = null) => new(await FakeProvider.StartAsync(), fact ?? Rotating, open);

    public static OAuthFact Rotating { get; } = new()
    {
        ClientAuth = "body",
        Scopes = [new() { Name = "read", Words = "read", NeededFor = "read" }, new() { Name = "trade", Words = "trade", NeededFor = "trade" }],
        Refresh = new() { Kind = "rotating" },
        Revoke = "rfc7009",
    };

    public ArgixDb Open() => bench.Open();

    public List<OutboxRow> Outbox() => bench.Outbox();

    public CallbackPerson Me => new(Workspace, "u1", Session);

    public Task<Begun> BeginAsync(string access = "trade", Guid? connection = null, Guid? session = null, bool token = false, string user = "u1") =>
        Flows.BeginAsync(new(Workspace, user, token ? null : session ?? Session, "user:" + user),
            new("signin", "oauth", "paper", access, "Mine", false, false, new Dictionary<string, string>(), connection), Ct);

    public static Dictionary<string, string> QueryOf(Begun begun) => QueryHelpers.ParseQuery(begun.Url.Query).ToDictionary(q => q.Key, q => q.Value.ToString());

    public static CallbackQuery Back(Begun begun, string broker = "signin", string method = "GET", params (string Name, string Value)[] more) =>
        Query(broker, method, [("code", "code-1"), ("state", QueryOf(begun)["state"]), .. more]);

    public static CallbackQuery Query(string broker, string method, params (string Name, string Value)[] values) =>
        new(method, broker, values.GroupBy(v => v.Name).ToDictionary(g => g.Key, g => (IReadOnlyList<string>)[.. g.Select(v => v.Value)]));

    private Guid _login;

    public async Task<ConnectionView> ConnectAsync(string access = "trade")
    {
        var finished = await Flows.FinishAsync(Back(await BeginAsync(access)), Me, Ct);
        Assert.Null(finished.Code);
        _login = Tokens().LoginId; // read once: a hundred callers that block for it would take every thread and every session of the pool
        return await Service.GetAsync(Workspace, finished.ConnectionId!.Value, Ct);
    }

    public LoginTokenRow Tokens()
    {
        using var db = Open();
        return db.LoginTokens.Single();
    }

    public Task<string> ReadAccessAsync() => ReadAccessAsync(Keeper);

    public async Task<string> ReadAccessAsync(TokenKeeper node)
    {
        var login = _login == Guid.Empty ? Tokens().LoginId : _login;
        await node.BeforeReadAsync(Workspace, login, TokenKeeper.AccessField, Ct);
        return await Secrets.ReadAsync(Workspace, login, TokenKeeper.AccessField, Ct);
    }

    public async ValueTask DisposeAsync()
    {
        Service.Dispose();
        wire.Dispose();
        bench.Dispose();
        await Provider.DisposeAsync();
    }

    private async Task<LoginReport> ProbeAsync(IVenuePort port, CancellationToken ct)
    {
        SeenTokens.Add(await port.SecretAsync("access_token", ct));
        return ProbeFails ? new("", [new(CheckIds.Authentication, false, ErrorCodes.InvalidCredentials, "refused")], [])
            : new("subject", [new(CheckIds.Authentication, true, null, "Signed in.")], [.. Accounts.Select(a => new Account(a, "Account " + a, "USD", Rights.Read | Rights.Trade, Proof.Claimed))]);
    }

    private static BrokerManifest Manifest(OAuthFact fact) => Bench.Keyed() with
    {
        Id = "signin",
        Name = "Sign-in broker",
        Environments = [new() { Id = "paper", Kind = "paper", Endpoints = new Dictionary<string, string> { ["authorize"] = "https://a.example/authorize", ["token"] = "https://a.example/token", ["revoke"] = "https://a.example/revoke" } }],
        Methods = [new() { Id = "oauth", Kind = "oauth", OAuth = fact }],
        Orders = [new() { AssetClass = "equity" }],
    };

    private sealed class WithClient(IBrokers inner) : IBrokers
    {
        public BrokerEntry Require(string brokerId) => inner.Require(brokerId);
        public BrokerEntry? Find(string brokerId) => inner.Find(brokerId);
        public bool MethodAvailable(BrokerEntry entry, MethodFact method, out string? reason) => inner.MethodAvailable(entry, method, out reason);
        public IReadOnlyDictionary<string, string> Endpoints(BrokerEntry entry, string environmentId) => inner.Endpoints(entry, environmentId);
        // As configuration does it: what the deployment names is allow-listed. There is no endpoint "issuer" here.
        public bool IsOverridden(string brokerId, string environmentId, string endpoint) => true;
        public OAuthClient? OAuthClient(string brokerId) => new("client-1", "client-secret-1");
        public IReadOnlyDictionary<string, string> Settings(string brokerId) => inner.Settings(brokerId);
        public Task<AdapterLease> OpenAsync(string brokerId, IVenuePort port, CancellationToken ct) => inner.OpenAsync(brokerId, port, ct);
    }
}
