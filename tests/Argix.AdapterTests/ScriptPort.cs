using System.Runtime.CompilerServices;
using System.Text;
using Argix.Contracts;
using Argix.Contracts.Manifest;
using Argix.Contracts.Testing;

namespace Argix.AdapterTests;

/// <summary>A venue port without a wire: answers are written down beforehand, by method and path. Refuses, like the host, what the manifest does not list, and keeps every call.</summary>
internal sealed class ScriptPort(BrokerManifest manifest, string environment, string method, IReadOnlyDictionary<string, string> secrets, IReadOnlyDictionary<string, string>? settings = null) : IVenuePort
{
    public static readonly DateTimeOffset Now = new(2026, 11, 2, 15, 0, 0, TimeSpan.Zero);
    private readonly List<(string Pattern, Queue<Answer> Next)> _script = [];

    public List<Call> Calls { get; } = [];
    public string[] Lines { get; set; } = [];
    public LoginInfo Login { get; } = new("login-1", environment, method, settings ?? new Dictionary<string, string>());
    public TimeProvider Clock { get; } = new FakeTimeProvider(Now);
    public string DataDirectory => throw new InvalidOperationException("not for this adapter");

    public IEnumerable<Call> OrderCalls => Calls.Where(c => c.Op is Op.Submit or Op.Replace or Op.Cancel);

    public static Answer Json(int status, string body) =>
        new(Sent.Yes, status, new Dictionary<string, string> { ["Date"] = Now.ToString("R"), ["Content-Type"] = "application/json" }, Encoding.UTF8.GetBytes(body), null, Now);

    public static Answer Lost => new(Sent.Unknown, 0, Call.NoHeaders, default, "ResponseEnded", Now);

    public static Answer Unsent => new(Sent.No, 0, Call.NoHeaders, default, "ConnectionError", Now);

    /// <summary>The answers to calls of this shape, in order; the last one is given again and again.</summary>
    public ScriptPort On(string pattern, params Answer[] answers)
    {
        _script.RemoveAll(s => s.Pattern == pattern);
        _script.Add((pattern, new Queue<Answer>(answers)));
        return this;
    }

    public ScriptPort On(string pattern, int status, string body) => On(pattern, Json(status, body));

    public ValueTask<string> SecretAsync(string name, CancellationToken ct) => new(secrets[name]);

    public Task<Answer> SendAsync(Call call, CancellationToken ct)
    {
        Note(call);
        var path = call.Path.Split('?')[0];
        var found = _script.Where(s => FaultScript.Matches(s.Pattern, call.Method, path)).OrderBy(s => s.Pattern.Count(c => c == '*')).FirstOrDefault();
        Assert.True(found.Next is not null, $"nothing is written down for {call.Method} {call.Path}");
        return Task.FromResult(found.Next.Count > 1 ? found.Next.Dequeue() : found.Next.Peek());
    }

    public Task<ISocket> ConnectAsync(Call call, CancellationToken ct) => throw new IOException("no sockets here");

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> LinesAsync(Call call, [EnumeratorCancellation] CancellationToken ct)
    {
        Note(call);
        await Task.Yield();
        foreach (var line in Lines)
        {
            yield return Encoding.UTF8.GetBytes(line);
        }
    }

    public ValueTask<long> NonceAsync(CancellationToken ct) => new(1);

    public void Log(Contracts.LogLevel level, string message)
    {
    }

    private void Note(Call call)
    {
        Calls.Add(call);
        Assert.True(TestPort.Allowed(manifest, call), $"the manifest does not let {call.Op} {call.Method} {call.Path} through");
    }
}
