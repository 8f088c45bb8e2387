namespace Argix.Contracts;

/// <summary>
/// All that the host lends to an adapter. A plugin opens no socket of its own: it hands over a <see cref="Call"/> and gets an <see cref="Answer"/>,
/// so the outbound guard, the limiter, redaction and recording live in one place and the host can prove what did not leave.
/// </summary>
public interface IVenuePort
{
    /// <summary>Which login this adapter speaks for.</summary>
    LoginInfo Login { get; }

    /// <summary>Time as the venue sees it, as well as the host knows.</summary>
    TimeProvider Clock { get; }

    /// <summary>The only place a plugin may write to; one folder a login, kept across restarts.</summary>
    string DataDirectory { get; }

    /// <summary>A credential field by the name the manifest gives it; the newest value each time, so never keep it.</summary>
    /// <exception cref="KeyNotFoundException">The login has no such field.</exception>
    ValueTask<string> SecretAsync(string name, CancellationToken ct);

    /// <summary>Carries one call. A transport fault is data in the answer, not an exception. Never repeats an order message.</summary>
    Task<Answer> SendAsync(Call call, CancellationToken ct);

    /// <summary>Opens a web socket to a named endpoint.</summary>
    /// <exception cref="IOException">The socket could not be opened.</exception>
    Task<ISocket> ConnectAsync(Call call, CancellationToken ct);

    /// <summary>
    /// Opens a long-lived HTTP answer (<see cref="Op.Stream"/>) and gives it line by line, without the line ends and without empty lines; it ends when the venue ends it.
    /// A line of more than 4 MiB, or one that breaks, is an <see cref="IOException"/>.
    /// </summary>
    /// <exception cref="IOException">It could not be opened, or it broke.</exception>
    /// <exception cref="VenueException">The venue answered with a status other than 2xx; the evidence carries the beginning of what it said.</exception>
    IAsyncEnumerable<ReadOnlyMemory<byte>> LinesAsync(Call call, CancellationToken ct);

    /// <summary>A number for venues that want each request's to be larger than the last: strictly increasing for every credential, also across restarts and a clock that steps back. Microseconds since 1970 when nothing is in the way.</summary>
    ValueTask<long> NonceAsync(CancellationToken ct);

    /// <summary>One log line. Values are redacted by the host; never pass a secret all the same.</summary>
    void Log(LogLevel level, string message);
}

/// <summary>Severity of a plugin's log line.</summary>
public enum LogLevel { Unknown, Debug, Information, Warning, Error }

/// <summary>A web socket as frames. <see cref="FramesAsync"/> ends when the line ends.</summary>
public interface ISocket : IAsyncDisposable
{
    /// <summary>Sends one whole message.</summary>
    ValueTask SendAsync(Frame frame, CancellationToken ct);

    /// <summary>Whole messages in the order of arrival.</summary>
    IAsyncEnumerable<Frame> FramesAsync(CancellationToken ct);
}

/// <summary>One whole web socket message.</summary>
public sealed record Frame(bool IsText, ReadOnlyMemory<byte> Data);

/// <summary>What a call is for. The manifest lists the method and path patterns that each kind may use; the host refuses any other.</summary>
public enum Op { Unknown, Read, Submit, Replace, Cancel, Probe, Stream }

/// <summary>Whether the bytes of a call left this machine. <see cref="No"/> is proof that not one did.</summary>
public enum Sent { Unknown, No, Yes }

/// <summary>One request. <paramref name="Endpoint"/> is a name from the manifest; <paramref name="Path"/> starts with a slash and is appended to its base.</summary>
public sealed record Call(Op Op, string Endpoint, string Method, string Path, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body = default, string? Bucket = null, int Weight = 1)
{
    /// <summary>No headers.</summary>
    public static readonly IReadOnlyDictionary<string, string> NoHeaders = new Dictionary<string, string>();
}

/// <summary>What came back. <paramref name="Status"/> 0 = no HTTP answer; <paramref name="Fault"/> then says why.</summary>
public sealed record Answer(Sent Sent, int Status, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body, string? Fault, DateTimeOffset At);

/// <summary>The login an adapter was made for. <paramref name="Settings"/>: <c>Brokers:&lt;id&gt;:…</c> of the host's configuration that is meant for the plugin (flattened, keys with colons).</summary>
public sealed record LoginInfo(string LoginId, string EnvironmentId, string MethodId, IReadOnlyDictionary<string, string> Settings);
