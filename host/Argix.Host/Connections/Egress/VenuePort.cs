using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using Argix.Contracts;
using Polly;
using HostLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Argix.Connections.Egress;

/// <summary>
/// The one way out for a login's adapter. Calls are held against the manifest and the outbound guard, order messages are counted and never repeated,
/// and each answer says whether its request left this machine. Bodies and headers are not logged at any level.
/// </summary>
public sealed class VenuePort : IVenuePort, IDisposable
{
    private static readonly TimeSpan ReadDeadline = TimeSpan.FromSeconds(10);
    private readonly PortPlan plan;
    private readonly VenueWire wire;
    private readonly ILogger log;
    private readonly ResiliencePipeline<WireExchange> retries;
    private readonly AsyncLocal<OrderCallScope?> operation = new();

    public VenuePort(PortPlan plan, OutboundGuard guard, TimeProvider clock, Random random, ILogger log)
    {
        this.plan = plan;
        this.log = log;
        VenueClock = new ShiftedClock(clock);
        wire = new(plan, guard, clock);
        retries = ReadRetries.Make(clock, random);
    }

    public LoginInfo Login => plan.Login;

    /// <summary>Lets reads through under the venue's quotas and hears what each call met; null while nobody keeps count (a probe).</summary>
    public ICallWatch? Watch { get; set; }

    public TimeProvider Clock => VenueClock;

    /// <summary>The same clock, for whoever measures it.</summary>
    public ShiftedClock VenueClock { get; }

    public string DataDirectory
    {
        get
        {
            PrivateFolder.Create(plan.DataDirectory);
            return plan.DataDirectory;
        }
    }

    public async ValueTask<string> SecretAsync(string name, CancellationToken ct)
    {
        try
        {
            return await plan.ReadSecret(name, ct);
        }
        catch (VenueException e)
        {
            // Without its token no order message can be made: none may leave in this operation any more, so "not sent" is certain.
            operation.Value?.Bar(e.Code);
            throw;
        }
    }

    /// <summary>
    /// Begins one submit, replace or cancel in this flow: <c>using var op = port.BeginOperation(…); await adapter.SubmitAsync(…);</c>.
    /// <paramref name="mayStart"/> is asked just before the first byte is written (sendBy); "no" gives <see cref="Sent.No"/>.
    /// </summary>
    public OrderCallScope BeginOperation(Func<bool>? mayStart = null)
    {
        var scope = new OrderCallScope(mayStart, ended =>
        {
            if (operation.Value == ended)
            {
                operation.Value = null;
            }
        });
        operation.Value = scope;
        return scope;
    }

    public async Task<Answer> SendAsync(Call call, CancellationToken ct)
    {
        var started = Clock.GetTimestamp();
        var answer = call.Op switch
        {
            Op.Submit or Op.Replace or Op.Cancel => await SendOrderAsync(call, ct),
            Op.Read or Op.Probe => (await retries.ExecuteAsync(
                async token => await ReadOnceAsync(call, token), ct)).Answer,
            _ => wire.Refused("the kind of call is not one that is sent").Answer,
        };
        Record(call, answer.Status, answer.Fault, Clock.GetElapsedTime(started));
        if (answer.Status == 401)
        {
            plan.Unauthorized?.Invoke();
        }
        if (call.Op is Op.Read or Op.Probe)
        {
            // A reader that was told to stop stops; after an order the evidence is worth more.
            ct.ThrowIfCancellationRequested();
        }
        return answer;
    }

    public async Task<ISocket> ConnectAsync(Call call, CancellationToken ct)
    {
        var (url, allowed, refusal) = plan.Locate(call);
        var headers = RequestMaker.Headers(plan, call);
        if (call.Op != Op.Stream || refusal is not null || headers is null)
        {
            Record(call, 0, refusal ?? "refused", TimeSpan.Zero);
            throw new IOException("refused: " + (refusal ?? "not a stream call, or a header cannot be sent"));
        }
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(15);
        socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(10);
        foreach (var (name, value) in headers)
        {
            socket.Options.SetRequestHeader(name, value);
        }
        try
        {
            await socket.ConnectAsync(url!, wire.Invoker(call.Endpoint, allowed), ct).WaitAsync(ReadDeadline, Clock, ct);
            return new VenueSocket(socket);
        }
        catch (Exception e) when (e is WebSocketException or TimeoutException or HttpRequestException)
        {
            socket.Dispose();
            Record(call, 0, "the stream could not be opened", TimeSpan.Zero);
            throw new IOException("broker_unreachable: the stream could not be opened", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> LinesAsync(Call call, [EnumeratorCancellation] CancellationToken ct)
    {
        using var answer = await WatchedLinesAsync(call, ct);
        await foreach (var line in VenueLines.ReadAsync(answer, ct))
        {
            yield return line;
        }
    }

    public ValueTask<long> NonceAsync(CancellationToken ct) => plan.NextNonce(ct);

    public void Log(Contracts.LogLevel level, string message) => log.Log(level switch
    {
        Contracts.LogLevel.Error => HostLevel.Error,
        Contracts.LogLevel.Warning => HostLevel.Warning,
        Contracts.LogLevel.Information => HostLevel.Information,
        _ => HostLevel.Debug,
    }, "{BrokerId} {LoginId}: {Message}", plan.Manifest.Id, Login.LoginId, OneLine(message));

    public void Dispose() => wire.Dispose();

    // Opening counts for quotas and health like any other call; what comes afterwards is the stream's own life.
    private async Task<HttpResponseMessage> WatchedLinesAsync(Call call, CancellationToken ct)
    {
        var (at, stamp) = (wire.Now, Clock.GetTimestamp());
        var (response, answer) = await VenueLines.OpenAsync(plan, wire, call, ReadDeadline, ct);
        var took = Clock.GetElapsedTime(stamp);
        Watch?.Seen(new CallSeen(call, answer, at, took));
        Record(call, answer.Status, answer.Fault, took);
        if (response is not null)
        {
            return response;
        }
        if (answer.Status == 401)
        {
            plan.Unauthorized?.Invoke();
        }
        ct.ThrowIfCancellationRequested();
        throw VenueLines.Failure(answer);
    }

    private async Task<WireExchange> ReadOnceAsync(Call call, CancellationToken ct)
    {
        if (Watch is { } watch && !await watch.MayReadAsync(call, ReadDeadline, ct))
        {
            return new(new(Sent.No, 429, Call.NoHeaders, default, "rate_limited: the venue's quota for reads is used up", wire.Now), MayRetry: false);
        }
        return await WatchedAsync(call, () => wire.SendAsync(call, ReadDeadline, mayStart: null, once: false, ct));
    }

    private async Task<WireExchange> WatchedAsync(Call call, Func<Task<WireExchange>> send)
    {
        var (at, stamp) = (wire.Now, Clock.GetTimestamp());
        var exchange = await send();
        Watch?.Seen(new CallSeen(call, exchange.Answer, at, Clock.GetElapsedTime(stamp)));
        return exchange;
    }

    private async Task<Answer> SendOrderAsync(Call call, CancellationToken ct)
    {
        var scope = operation.Value;
        if (scope is null || !scope.TryBegin())
        {
            log.LogError("{BrokerId} {LoginId}: {Op} refused: {Why}", plan.Manifest.Id, Login.LoginId, call.Op,
                scope is null ? "no order operation is under way" : "the operation has already sent its order message");
            return wire.Refused("an operation sends one order message").Answer;
        }
        var answer = (await WatchedAsync(call, () => wire.SendAsync(call, plan.Manifest.Submit.Deadline, scope.MayStart, once: true, ct))).Answer;
        // Only when an answer was made: an exception above leaves the call as Unknown.
        scope.End(answer.Sent);
        return answer;
    }

    private void Record(Call call, int status, string? fault, TimeSpan took)
    {
        if (fault?.StartsWith("refused", StringComparison.Ordinal) == true)
        {
            log.LogWarning("{BrokerId} {LoginId}: {Op} {Method} {Endpoint} {Path} not sent, {Fault}", plan.Manifest.Id, Login.LoginId, call.Op, OneLine(call.Method),
                OneLine(call.Endpoint), PathOnly(call), fault);
        }
        else
        {
            log.LogDebug("{BrokerId} {LoginId}: {Op} {Method} {Endpoint} {Path} {Status} {Fault} in {Milliseconds} ms", plan.Manifest.Id, Login.LoginId, call.Op,
                OneLine(call.Method), OneLine(call.Endpoint), PathOnly(call), status, fault, (long)took.TotalMilliseconds);
        }
    }

    private static string PathOnly(Call call) => OneLine(call.Path.Split('?', 2)[0]);

    private static string OneLine(string text) => string.Create(Math.Min(text.Length, 2000), text, static (span, from) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = char.IsControl(from[i]) ? ' ' : from[i];
        }
    });
}
