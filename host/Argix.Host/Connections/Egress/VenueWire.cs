using System.Net;
using System.Net.Sockets;
using Argix.Contracts;

namespace Argix.Connections.Egress;

/// <summary>One try of a call. <paramref name="MayRetry"/>: the network or the venue's server failed, not the call.</summary>
internal sealed record WireExchange(Answer Answer, bool MayRetry);

/// <summary>Carries one call once, and says what is known about its bytes.</summary>
internal sealed class VenueWire(PortPlan plan, OutboundGuard guard, TimeProvider clock) : IDisposable
{
    private readonly HttpMessageInvoker strict = new(GuardedHandler.Create(guard, allowListed: false));
    private readonly HttpMessageInvoker allowListed = new(GuardedHandler.Create(guard, allowListed: true));
    private readonly Dictionary<string, HttpMessageInvoker> pinned = plan.Pins.ToDictionary(p => p.Key, p => new HttpMessageInvoker(GuardedHandler.Create(guard, allowListed: true, p.Value)));

    public DateTimeOffset Now => clock.GetUtcNow();

    public HttpMessageInvoker Invoker(string endpoint, bool allowed) => pinned.GetValueOrDefault(endpoint) ?? (allowed ? allowListed : strict);

    public async Task<WireExchange> SendAsync(Call call, TimeSpan timeout, Func<bool>? mayStart, bool once, CancellationToken ct)
    {
        var (url, allowed, refusal) = plan.Locate(call);
        if (refusal is not null)
        {
            return Refused(refusal);
        }
        var content = once ? new OnceContent(call.Body) : null;
        using var request = RequestMaker.Make(plan, call, url!, content);
        if (request is null)
        {
            return Refused("a header cannot be sent");
        }
        using var deadline = new CancellationTokenSource(timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        var watch = new WireWatch(mayStart);
        WireWatch.Current = watch;
        try
        {
            using var response = await Invoker(call.Endpoint, allowed).SendAsync(request, both.Token);
            var (body, fault) = await AnswerReader.ReadAsync(response, both.Token);
            var status = fault is null ? (int)response.StatusCode : 0;
            return new(new(Sent.Yes, status, AnswerReader.Headers(response), body, fault, clock.GetUtcNow()), status >= 500);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or SocketException or InvalidOperationException)
        {
            var own = e is OperationCanceledException && deadline.IsCancellationRequested;
            return Lost(watch, content, Describe(e, own), mayRetry: !Is<GuardRefusedException>(e) && !ct.IsCancellationRequested);
        }
        finally
        {
            WireWatch.Current = null;
        }
    }

    public WireExchange Refused(string why) => new(new(Sent.No, 0, Call.NoHeaders, default, "refused: " + why, clock.GetUtcNow()), MayRetry: false);

    public void Dispose()
    {
        strict.Dispose();
        allowListed.Dispose();
        foreach (var invoker in pinned.Values)
        {
            invoker.Dispose();
        }
    }

    // "No" needs both witnesses: the connection saw no write, and the handler never asked for the body. Or our own refusal of the first byte.
    private WireExchange Lost(WireWatch watch, OnceContent? content, string fault, bool mayRetry)
    {
        var sent = watch.Refused || (!watch.Started && content?.Started != true) ? Sent.No : watch.Failed || !watch.Started ? Sent.Unknown : Sent.Yes;
        return new(new(sent, 0, Call.NoHeaders, default, fault, clock.GetUtcNow()), mayRetry);
    }

    // Starts with a word of the taxonomy, so that adapters need not read exceptions; no message of an exception is passed on.
    internal static string Describe(Exception e, bool timedOut) => e switch
    {
        _ when timedOut => "broker_timeout: no answer in time",
        OperationCanceledException when Is<TimeoutException>(e) => "broker_unreachable: the connection took too long",
        OperationCanceledException => "broker_timeout: given up by the caller",
        _ when Find<GuardRefusedException>(e) is { } refused => "refused: " + refused.Message,
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "broker_unreachable: the name cannot be resolved",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "broker_unreachable: no trusted TLS connection",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "broker_unreachable: no connection",
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded } =>
            "broker_protocol_error: the answer is not HTTP as expected",
        _ => "broker_unreachable: the connection was lost",
    };

    private static bool Is<T>(Exception e) where T : Exception => Find<T>(e) is not null;

    private static T? Find<T>(Exception? e) where T : Exception
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is T found)
            {
                return found;
            }
        }
        return null;
    }
}
