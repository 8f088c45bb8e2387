using System.Collections.Concurrent;
using System.Net;
using Argix.Connections.Egress;
using Argix.Contracts.Manifest;
using Argix.Contracts;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Argix.UnitTests.Connections;

/// <summary>Ports against servers of our own.</summary>
internal static class PortKit
{
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> Calls = new Dictionary<string, IReadOnlyList<string>>
    {
        ["submit"] = ["POST /v2/orders"],
        ["replace"] = ["PATCH /v2/orders/*"],
        ["cancel"] = ["DELETE /v2/orders/*"],
        ["read"] = ["GET /v2/account", "GET /v2/orders/*", "GET /v2/assets/*"],
        ["probe"] = ["GET /v2/account"],
        ["stream"] = ["GET /stream"],
    };

    public static readonly Call Read = new(Op.Read, "rest", "GET", "/v2/account", Call.NoHeaders);
    public static readonly Call Cancel = new(Op.Cancel, "rest", "DELETE", "/v2/orders/1", Call.NoHeaders);
    public static readonly Call Submit = new(Op.Submit, "rest", "POST", "/v2/orders", new Dictionary<string, string> { ["Content-Type"] = "application/json" }, "{\"qty\":\"1\"}"u8.ToArray());

    public static VenuePort Port(string url, bool allowListed = true, ResolveName? resolve = null, TimeSpan? deadline = null, ILogger? log = null,
        string dataDirectory = "unused", IReadOnlyDictionary<string, string>? environmentHeaders = null, string endpoint = "rest")
    {
        var manifest = new BrokerManifest
        {
            Id = "demo",
            Name = "Demo",
            Version = "1.0.0",
            Calls = Calls,
            Submit = new() { Deadline = deadline ?? TimeSpan.FromSeconds(20) },
            Environments = [new() { Id = "paper", Kind = "paper", Headers = environmentHeaders ?? Call.NoHeaders }],
        };
        var plan = new PortPlan(new("login", "paper", "keys", Call.NoHeaders), manifest, new Dictionary<string, string> { [endpoint] = url },
            allowListed ? new HashSet<string> { endpoint } : [], (_, _) => throw new KeyNotFoundException(), dataDirectory);
        return new(plan, new(resolve ?? Dns.GetHostAddressesAsync), TimeProvider.System, new Random(1), log ?? new LogLines());
    }

    /// <summary>One order call within an operation of its own.</summary>
    public static async Task<(Answer Answer, OrderCallScope Scope)> OrderAsync(VenuePort port, Call call, Func<bool>? mayStart = null)
    {
        using var scope = port.BeginOperation(mayStart);
        return (await port.SendAsync(call, TestContext.Current.CancellationToken), scope);
    }
}

/// <summary>Collects log lines.</summary>
internal sealed class LogLines : ILogger
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(Microsoft.Extensions.Logging.LogLevel logLevel) => true;

    public void Log<TState>(Microsoft.Extensions.Logging.LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue(formatter(state, exception) + exception);
}

/// <summary>The same for a category.</summary>
internal sealed class LogLines<T> : ILogger<T>
{
    public LogLines All { get; } = new();

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(Microsoft.Extensions.Logging.LogLevel logLevel) => true;

    public void Log<TState>(Microsoft.Extensions.Logging.LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        All.Log(logLevel, eventId, state, exception, formatter);
}
