using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using Argix.Contracts;
using Argix.Contracts.Manifest;

namespace Argix.AdapterTests;

/// <summary>A venue port without a wire: a test says what each call is answered. Refuses, like the host, what the manifest does not list, and keeps every call.</summary>
internal sealed class CannedPort(BrokerManifest manifest, IReadOnlyDictionary<string, string> secrets) : IVenuePort
{
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);
    private readonly List<(string Pattern, Func<Call, Answer> Say)> _canned = [];
    private long _nonce = 1_772_445_600_000_000;

    public ConcurrentQueue<Call> Calls { get; } = [];
    public Channel<byte[]> Stream { get; } = Channel.CreateUnbounded<byte[]>();
    public ConcurrentQueue<string> Told { get; } = [];
    public LoginInfo Login { get; init; } = new("login-1", "live", "keys", new Dictionary<string, string>());
    public TimeProvider Clock { get; init; } = new Standing();
    public string DataDirectory => throw new InvalidOperationException("not for this adapter");

    /// <summary>The newest word on a call wins; a pattern is a method and the beginning of a path.</summary>
    public CannedPort On(string pattern, string body, int status = 200) => On(pattern, _ => Ok(body, status));

    public CannedPort On(string pattern, Func<Call, Answer> say)
    {
        _canned.Insert(0, (pattern, say));
        return this;
    }

    public static Answer Ok(string body, int status = 200, Sent sent = Sent.Yes) => new(sent, status, Call.NoHeaders, Encoding.UTF8.GetBytes(body), null, Now);

    public static Answer Lost => new(Sent.Unknown, 0, Call.NoHeaders, default, "the connection broke", Now);

    public static Answer NeverLeft => new(Sent.No, 0, Call.NoHeaders, default, "refused to connect", Now);

    /// <summary>What a call said: query and form body, decoded.</summary>
    public static IReadOnlyDictionary<string, string> Fields(Call call) => (call.Path.Split('?', 2).ElementAtOrDefault(1) + "&" + Encoding.UTF8.GetString(call.Body.Span)).Split('&')
        .Select(p => p.Split('=', 2)).Where(p => p.Length == 2).ToDictionary(p => p[0], p => Uri.UnescapeDataString(p[1]));

    public ValueTask<string> SecretAsync(string name, CancellationToken ct) => new(secrets[name]);

    public ValueTask<long> NonceAsync(CancellationToken ct) => new(Interlocked.Increment(ref _nonce));

    public Task<Answer> SendAsync(Call call, CancellationToken ct)
    {
        Calls.Enqueue(call);
        Assert.True(TestPort.Allowed(manifest, call), $"the manifest does not let {call.Op} {call.Method} {call.Path} through");
        var said = _canned.FirstOrDefault(c => $"{call.Method} {call.Path}".StartsWith(c.Pattern, StringComparison.Ordinal)).Say ?? throw new InvalidOperationException($"nothing is canned for {call.Method} {call.Path}");
        return Task.FromResult(said(call));
    }

    public Task<ISocket> ConnectAsync(Call call, CancellationToken ct)
    {
        Calls.Enqueue(call);
        Assert.True(TestPort.Allowed(manifest, call), $"the manifest does not let {call.Op} {call.Method} {call.Path} through");
        return Task.FromResult<ISocket>(new CannedSocket(this));
    }

    public IAsyncEnumerable<ReadOnlyMemory<byte>> LinesAsync(Call call, CancellationToken ct) => throw new NotSupportedException();

    public void Log(Contracts.LogLevel level, string message) => Told.Enqueue(message);

    private sealed class CannedSocket(CannedPort port) : ISocket
    {
        public ValueTask SendAsync(Frame frame, CancellationToken ct)
        {
            port.Told.Enqueue(Encoding.UTF8.GetString(frame.Data.Span));
            return ValueTask.CompletedTask;
        }

        public async IAsyncEnumerable<Frame> FramesAsync([EnumeratorCancellation] CancellationToken ct)
        {
            await foreach (var message in port.Stream.Reader.ReadAllAsync(ct))
            {
                yield return new Frame(true, message);
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    // Stands still, so that what is signed and sent can be compared; timers run as usual.
    private sealed class Standing : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
