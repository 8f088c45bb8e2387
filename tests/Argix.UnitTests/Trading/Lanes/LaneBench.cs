using Argix.Connections;
using Argix.Connections.Adapters;
using Argix.Connections.Egress;
using Argix.Contracts;
using Argix.Contracts.Manifest;
using Argix.Data;
using Argix.Seams;
using Argix.Trading.Desks;
using Argix.Trading.Journal;
using Argix.Trading.Lanes;
using Argix.UnitTests.Trading.Core;
using Argix.UnitTests.Trading.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Argix.UnitTests.Trading.Lanes;

/// <summary>What a lane needs around it, without a host: a desk on a journal that can be full, and an adapter of the test's own.</summary>
internal sealed class LaneBench : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("argix-lane-").FullName;
    private readonly JournalWriter _writer;

    public LaneBench(IBrokerAdapter adapter, TimeProvider clock, string? deadMan = null)
    {
        _writer = new JournalWriter(Store);
        Desk = new Desk(Guid.NewGuid(), Store, _writer, clock, NullLogger.Instance);
        Tools = new LaneTools(Desk, Accounts, new KillFile(Path.Combine(_folder, "kill")), clock, new Ids(), NullLogger.Instance, t => t);
        var manifest = new BrokerManifest
        {
            Id = "demo", Name = "Demo", Version = "1.0.0", Calls = Connections.PortKit.Calls, Environments = [new() { Id = "paper", Kind = "paper" }],
            DeadMan = deadMan is null ? new() : new() { Kind = "timer" },
        };
        IReadOnlyDictionary<string, string> settings = deadMan is null ? Call.NoHeaders : new Dictionary<string, string> { ["DeadMan"] = deadMan };
        var plan = new PortPlan(new("login", "paper", "keys", settings), manifest, new Dictionary<string, string> { ["rest"] = "http://127.0.0.1:1" }, new HashSet<string> { "rest" },
            (_, _) => throw new KeyNotFoundException(), _folder);
        var port = new VenuePort(plan, new(System.Net.Dns.GetHostAddressesAsync), clock, new Random(1), NullLogger.Instance);
        var login = new LoginRow { Id = Guid.NewGuid(), WorkspaceId = Desk.Workspace, BrokerId = "demo", EnvironmentId = "paper", MethodId = "keys", Subject = "s" };
        var connection = new ConnectionRow
        {
            Id = DeskBench.Connection, WorkspaceId = Desk.Workspace, LoginId = login.Id, Name = "c", BrokerId = "demo", EnvironmentId = "paper", EnvironmentKind = "paper", AccountId = "A-1", AccountName = "A",
            Currency = "USD", Access = "trade", CanRead = true, CanTrade = true,
        };
        Open = new OpenLogin(new AdapterLease(adapter, manifest, "1.0.0", adapter), port, login, [connection], new HiddenSecrets(null!, _ => throw new NotSupportedException(), null, Desk.Workspace, login.Id), []);
    }

    public FailingStore Store { get; } = new();
    public AccountBook Accounts { get; } = new();
    public Desk Desk { get; }
    public LaneTools Tools { get; }
    public OpenLogin Open { get; }

    public async ValueTask DisposeAsync()
    {
        await Desk.DisposeAsync();
        await _writer.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private sealed class Ids : IIdSource
    {
        public Guid NewId() => Guid.NewGuid();

        public string NewToken(int bytes = 32) => throw new NotSupportedException();
    }
}

/// <summary>An adapter that can nothing; tests give it what they need.</summary>
internal abstract class BareAdapter : IBrokerAdapter
{
    public Task<LoginReport> ProbeAsync(CancellationToken ct) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
