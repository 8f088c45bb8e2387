using Argix.Connections.Adapters;
using System.Collections.Concurrent;
using System.Net;
using Argix.Connections;
using Argix.Connections.Egress;
using Argix.Connections.Vault;
using Argix.Contracts;
using Argix.Contracts.Manifest;
using Argix.Data;
using Argix.Errors;
using Argix.Plugins;
using Argix.Seams;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Argix.UnitTests.Connections;

/// <summary>The room with everything in it that is its own, over a database file; around it a broker, lanes and orders that do as told.</summary>
internal sealed class Bench : IDisposable, IBrokers, ILanes, IOpenOrders
{
    public static readonly string Canary = "CANARY" + Guid.NewGuid().ToString("N");
    // Made once: creating the schema takes longer than most tests.
    private static readonly Lazy<byte[]> Empty = new(MakeEmpty);
    private readonly string folder = Directory.CreateTempSubdirectory("argix-connections-").FullName;
    private readonly ConcurrentDictionary<string, int> hidden = new();

    private readonly OpenDb? elsewhere;

    /// <param name="elsewhere">Another database than the file that is made here.</param>
    public Bench(TimeSpan? endWithin = null, OpenDb? elsewhere = null)
    {
        this.elsewhere = elsewhere;
        File.WriteAllBytes(Path.Combine(folder, "argix.db"), Empty.Value);
        var guard = new OutboundGuard(Dns.GetHostAddressesAsync);
        var clock = TimeProvider.System;
        var ids = new SystemIds(clock);
        Vault = new(Ring, new FingerprintKey(Open, Ring, ids));
        Secrets = new(Open, Vault, clock, StoreLog);
        var ports = new PortFactory(this, guard, clock, ids, PortLog);
        var tester = new ConnectionTester(this, ports, new(this, guard, clock), Hide, ids, clock, TesterLog);
        Tester = tester;
        Service = new(Open, Secrets, tester, this, this, this, ids, clock, new(endWithin ?? TimeSpan.FromMinutes(2)));
        Opener = new(Open, Secrets, this, ports, new(Path.Combine(folder, "brokers")), Hide);
    }

    public Guid Workspace { get; } = Guid.NewGuid();
    public IDataProtectionProvider Ring { get; } = new EphemeralDataProtectionProvider();
    public CredentialVault Vault { get; }
    public SecretStore Secrets { get; }
    public ConnectionTester Tester { get; }
    public ConnectionService Service { get; }
    public LoginOpener Opener { get; }
    public LogLines<SecretStore> StoreLog { get; } = new();
    public LogLines<VenuePort> PortLog { get; } = new();
    public LogLines<ConnectionTester> TesterLog { get; } = new();
    public Dictionary<string, BrokerEntry> Brokers { get; } = new() { ["keyed"] = Entry(Keyed()), ["paper"] = Entry(Paper()) };
    public Dictionary<string, string> Endpoints { get; } = [];
    public Func<IVenuePort, CancellationToken, Task<LoginReport>> Probe { get; set; } = (port, _) => Task.FromResult(Report(port.Login.IsPaper() ? "PAPER-1" : "ACC-1"));
    public int Adapters { get; private set; }
    public List<string> LaneCalls { get; } = [];
    public LaneHealth LaneHealth { get; set; } = new("connected", null, DateTimeOffset.UnixEpoch, TradingOpen: true);
    public (int Open, int Unknown) OrderCount { get; set; }
    public Action? OnCancelAll { get; set; }
    public List<(IReadOnlyCollection<Guid> Planned, bool Left)> AccessEnds { get; } = [];
    public IReadOnlyCollection<string> Hidden => [.. hidden.Where(h => h.Value > 0).Select(h => h.Key)];
    public CancellationToken Ct => TestContext.Current.CancellationToken;

    public static BrokerManifest Keyed() => new()
    {
        Id = "keyed",
        Name = "Keyed",
        Version = "1.2.3",
        Calls = PortKit.Calls,
        Environments =
        [
            new() { Id = "paper", Kind = "paper", Endpoints = new Dictionary<string, string> { ["rest"] = "http://127.0.0.1:9" } },
            new() { Id = "live", Kind = "live", Endpoints = new Dictionary<string, string> { ["rest"] = "http://127.0.0.1:9" } },
        ],
        Methods =
        [
            new()
            {
                Id = "keys",
                Kind = "credentials",
                Fields =
                [
                    new() { Name = "keyId", Kind = "text", Pattern = "[A-Z0-9a-z]{3,}", RejectIf = [new("^AK", "This is a live key.", Environments: ["paper"])] },
                    new() { Name = "secret", Kind = "secret" },
                    new() { Name = "note", Kind = "text", Required = false },
                ],
            },
            new() { Id = "oauth", Kind = "oauth" },
        ],
    };

    public static BrokerManifest Paper() => new()
    {
        Id = "paper",
        Name = "Paper",
        Version = "1.0.0",
        Environments = [new() { Id = "paper", Kind = "paper" }],
        Methods = [new() { Id = "local", Kind = "credentials", Fields = [new() { Name = "startingCash", Kind = "number", Default = "100000" }] }],
    };

    public static BrokerEntry Entry(BrokerManifest manifest, Availability availability = Availability.Available, PluginState state = PluginState.Running) =>
        new(manifest, state, null, "core", "", availability, availability == Availability.Available ? null : "Because.", null, "", "");

    public static LoginReport Report(string account, Rights rights = Rights.Read | Rights.Trade, params Check[] checks) => new("subject-" + account,
        [new(CheckIds.Authentication, true, null, "Signed in."), .. checks], [new(account, "Account " + account, "USD", rights, Proof.Probed)]);

    public TestRequest Request(string? secret = null, string keyId = "PK123", string? account = null, string environment = "paper") =>
        new("keyed", "keys", environment, account, new Dictionary<string, string> { ["keyId"] = keyId, ["secret"] = secret ?? Canary });

    public Task<ConnectionView> ConnectAsync(TestRequest? request = null, string access = "trade", bool acceptWithdrawal = false, bool confirmLive = false) =>
        Service.CreateAsync(Workspace, new(request ?? Request(), "Mine", access, acceptWithdrawal, confirmLive), "user:1", Ct);

    public async Task<ArgixException> RefusedAsync(Func<Task> act)
    {
        var e = await Assert.ThrowsAsync<ArgixException>(act);
        Assert.DoesNotContain(Canary, e.ToString() + System.Text.Json.JsonSerializer.Serialize(e.Facts));
        return e;
    }

    public List<OutboxRow> Outbox()
    {
        using var db = Open();
        return [.. db.Outbox.OrderBy(o => o.Id)];
    }

    /// <summary>All bytes of the database as it lies on disk, write-ahead log included.</summary>
    public byte[] FileBytes() => [.. Directory.GetFiles(folder, "argix.db*").SelectMany(ReadShared)];

    public ArgixDb Open() => elsewhere?.Invoke() ?? new SqliteDb(new DbContextOptionsBuilder<SqliteDb>().UseSqlite($"Data Source={Path.Combine(folder, "argix.db")}").Options);

    public IDisposable Hide(string value)
    {
        hidden.AddOrUpdate(value, 1, (_, n) => n + 1);
        return new Ended(() => hidden.AddOrUpdate(value, 0, (_, n) => n - 1));
    }

    public void Dispose()
    {
        Service.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    BrokerEntry IBrokers.Require(string brokerId) => Brokers.GetValueOrDefault(brokerId) ?? throw new ArgixException("not_found", "no such broker");

    BrokerEntry? IBrokers.Find(string brokerId) => Brokers.GetValueOrDefault(brokerId);

    bool IBrokers.MethodAvailable(BrokerEntry entry, MethodFact method, out string? reason)
    {
        reason = null;
        return true;
    }

    IReadOnlyDictionary<string, string> IBrokers.Endpoints(BrokerEntry entry, string environmentId) =>
        entry.Environment(environmentId)!.Endpoints.ToDictionary(e => e.Key, e => Endpoints.GetValueOrDefault(e.Key, e.Value));

    bool IBrokers.IsOverridden(string brokerId, string environmentId, string endpoint) => true;

    IReadOnlyDictionary<string, string> IBrokers.Settings(string brokerId) => new Dictionary<string, string> { ["id"] = brokerId };

    Task<AdapterLease> IBrokers.OpenAsync(string brokerId, IVenuePort port, CancellationToken ct)
    {
        Adapters++;
        var adapter = new Adapter(port, Probe);
        return Task.FromResult(new AdapterLease(adapter, Brokers[brokerId].Manifest, "1.0.0", new Ended(() => Adapters--)));
    }

    Task ILanes.OpenAsync(Guid workspace, Guid loginId)
    {
        LaneCalls.Add("open");
        return Task.CompletedTask;
    }

    Task ILanes.CloseAsync(Guid workspace, Guid loginId)
    {
        LaneCalls.Add("close");
        return Task.CompletedTask;
    }

    LaneHealth ILanes.Health(Guid workspace, Guid connectionId) => LaneHealth;

    (int Open, int Unknown) IOpenOrders.Count(Guid workspace, Guid connectionId) => OrderCount;

    Task IOpenOrders.CancelAllAsync(Guid workspace, Guid connectionId, string actor)
    {
        OnCancelAll?.Invoke();
        return Task.CompletedTask;
    }

    Task<IReadOnlyList<Guid>> IOpenOrders.OpenAsync(Guid workspace, Guid connectionId) => Task.FromResult<IReadOnlyList<Guid>>([.. Enumerable.Range(1, OrderCount.Open).Select(Order)]);

    Task<IReadOnlyList<OrderOutcome>> IOpenOrders.EndAsync(Guid workspace, Guid connectionId, IReadOnlyCollection<Guid> planned, bool left, string actor)
    {
        AccessEnds.Add((planned, left));
        return Task.FromResult<IReadOnlyList<OrderOutcome>>([.. planned.Select(id => new OrderOutcome(id, OrderCount.Open == 0 ? "cancelled" : left ? "left" : "unproven"))]);
    }

    /// <summary>The nth order that a connection has.</summary>
    public static Guid Order(int n) => new(n, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

    private static byte[] MakeEmpty()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("argix-connections-").FullName, "empty.db");
        using (var db = new SqliteDb(new DbContextOptionsBuilder<SqliteDb>().UseSqlite($"Data Source={path};Pooling=False").Options))
        {
            db.Database.EnsureCreated();
            db.Database.ExecuteSqlRaw("PRAGMA journal_mode=WAL");
        }
        var bytes = File.ReadAllBytes(path);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        return bytes;
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var all = new MemoryStream();
        file.CopyTo(all);
        return all.ToArray();
    }

    private sealed class Adapter(IVenuePort port, Func<IVenuePort, CancellationToken, Task<LoginReport>> probe) : IBrokerAdapter
    {
        public Task<LoginReport> ProbeAsync(CancellationToken ct) => probe(port, ct);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Ended(Action action) : IDisposable, IAsyncDisposable
    {
        public void Dispose() => action();

        public ValueTask DisposeAsync()
        {
            action();
            return ValueTask.CompletedTask;
        }
    }
}

internal static class LoginInfoWords
{
    public static bool IsPaper(this LoginInfo login) => login.Settings["id"] == "paper";
}
