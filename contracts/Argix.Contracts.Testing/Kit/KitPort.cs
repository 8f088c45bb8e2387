using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Argix.Contracts.Manifest;

namespace Argix.Contracts.Testing.Kit;

/// <summary>
/// The port that the kit lends to an adapter: in memory, on a clock that the kit moves. Like the host it holds each call against the manifest's patterns and counts order calls;
/// unlike the host it can lose, garble and delay what is said, and it remembers everything.
/// </summary>
internal sealed class KitPort(BrokerManifest manifest, VenueScript script, LoginInfo login, FakeTimeProvider clock, Dictionary<string, string> given, string folder) : IVenuePort
{
    private readonly Lock _gate = new();
    private readonly List<(Op Op, PortFault Fault)> _next = [];
    private readonly Dictionary<Op, PortFault> _always = [];
    private long _nonce = 1_700_000_000_000_000;

    public ConcurrentQueue<Call> Calls { get; } = [];
    public ConcurrentQueue<(LogLevel Level, string Message)> Logged { get; } = [];

    /// <summary>What became of the order calls since the operation under way began.</summary>
    public ConcurrentQueue<Sent> Operation { get; } = [];

    /// <summary>Calls that the host would not have let out.</summary>
    public ConcurrentQueue<string> Refused { get; } = [];

    public LoginInfo Login => login;
    public TimeProvider Clock => clock;
    public string DataDirectory => Directory.CreateDirectory(folder).FullName;

    /// <summary>What the adapter is given as credentials; what the venue takes as good is the room's.</summary>
    public Dictionary<string, string> Given { get; } = given;

    /// <summary>How far the venue's clock is ahead, as its Date header tells.</summary>
    public TimeSpan VenueAhead { get; set; }

    /// <summary>An answer has been changed on its way.</summary>
    public bool Changed { get; set; }

    /// <summary>No stream can be opened while this is set.</summary>
    public bool NoStreams { get; set; }

    /// <summary>What becomes of the next message on the streams.</summary>
    public Func<StreamLine.LineFault> LineFault { get; set; } = () => StreamLine.LineFault.None;

    public ValueTask<string> SecretAsync(string name, CancellationToken ct) => new(Given[name]);

    public ValueTask<long> NonceAsync(CancellationToken ct) => new(Interlocked.Increment(ref _nonce));

    public void Log(LogLevel level, string message) => Logged.Enqueue((level, message));

    /// <summary>The next call of this kind meets it.</summary>
    public void Next(Op op, PortFault fault)
    {
        lock (_gate)
        {
            _next.Add((op, fault));
        }
    }

    /// <summary>Every call of these kinds meets it, until <see cref="Heal"/>.</summary>
    public void Always(PortFault fault, params ReadOnlySpan<Op> ops)
    {
        lock (_gate)
        {
            foreach (var op in ops)
            {
                _always[op] = fault;
            }
        }
    }

    /// <summary>No more faults.</summary>
    public void Heal()
    {
        lock (_gate)
        {
            _always.Clear();
            _next.Clear();
        }
    }

    public int Count(Op op) => Calls.Count(c => c.Op == op);

    public async Task<Answer> SendAsync(Call call, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        Note(call);
        try
        {
            var answer = await AnswerAsync(call, ct);
            Done(call.Op, answer.Sent);
            return answer;
        }
        catch
        {
            Done(call.Op, Sent.Unknown);
            throw;
        }
    }

    public async Task<ISocket> ConnectAsync(Call call, CancellationToken ct)
    {
        await Task.CompletedTask;
        return new KitSocket(script, Open(call, ct));
    }

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> LinesAsync(Call call, [EnumeratorCancellation] CancellationToken ct)
    {
        var line = Open(call, ct);
        try
        {
            await foreach (var frame in line.Frames.ReadAllAsync(ct))
            {
                yield return frame.Data;
            }
        }
        finally
        {
            script.Room.Remove(line);
        }
    }

    /// <summary>The answer as the host would hand it over.</summary>
    public Answer Heard(Reply reply)
    {
        var headers = new Dictionary<string, string>(reply.Headers ?? Call.NoHeaders, StringComparer.OrdinalIgnoreCase)
        {
            ["Content-Type"] = reply.ContentType,
        };
        headers.TryAdd("Date", (clock.GetUtcNow() + VenueAhead).ToString("R", CultureInfo.InvariantCulture));
        return new Answer(Sent.Yes, reply.Status, headers, reply.Body, null, clock.GetUtcNow());
    }

    public Answer Nothing(Sent sent, string fault) => new(sent, 0, Call.NoHeaders, default, fault, clock.GetUtcNow());

    private async Task<Answer> AnswerAsync(Call call, CancellationToken ct)
    {
        var request = new Request(call);
        var fault = Take(call.Op);
        if (fault is null)
        {
            return Heard(script.Handle(request));
        }
        var reply = fault.Acts ? script.Handle(request) : null;
        if (fault.Holds)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, ct);
        }
        return fault.Gives(this, script, request, reply);
    }

    private void Done(Op op, Sent sent)
    {
        if (op is Op.Submit or Op.Replace or Op.Cancel)
        {
            Operation.Enqueue(sent);
        }
    }

    private StreamLine Open(Call call, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        Note(call);
        if (NoStreams)
        {
            throw new IOException("broker_unreachable: the stream could not be opened");
        }
        var line = new StreamLine(new Request(call));
        if (script.Opened(line) is { } refused)
        {
            throw new VenueException(refused.Status is 401 or 403 ? ErrorCodes.InvalidCredentials : ErrorCodes.BrokerUnavailable, $"the stream was answered with {refused.Status}",
                new Evidence(Sent.Yes, refused.Status, null, System.Text.Encoding.UTF8.GetString(refused.Body.Span)));
        }
        script.Room.Add(line);
        return line;
    }

    private PortFault? Take(Op op)
    {
        lock (_gate)
        {
            var at = _next.FindIndex(n => n.Op == op);
            if (at < 0)
            {
                return _always.GetValueOrDefault(op);
            }
            var fault = _next[at].Fault;
            _next.RemoveAt(at);
            return fault;
        }
    }

    private void Note(Call call)
    {
        Calls.Enqueue(call);
        if (KitRules.Refuses(manifest, login.EnvironmentId, call) is { } why)
        {
            Refused.Enqueue($"{call.Op} {call.Method} {call.Endpoint}:{call.Path.Split('?')[0]}: {why}");
            throw new IOException($"the host does not let this call out: {why}");
        }
    }

    private sealed class KitSocket(VenueScript script, StreamLine line) : ISocket
    {
        public ValueTask SendAsync(Frame frame, CancellationToken ct)
        {
            ct.ThrowIfCancellationRequested();
            if (line.IsOver)
            {
                throw new IOException("the line has ended");
            }
            script.Heard(line, frame);
            return ValueTask.CompletedTask;
        }

        public IAsyncEnumerable<Frame> FramesAsync(CancellationToken ct) => line.Frames.ReadAllAsync(ct);

        public ValueTask DisposeAsync()
        {
            script.Room.Remove(line);
            return ValueTask.CompletedTask;
        }
    }
}
