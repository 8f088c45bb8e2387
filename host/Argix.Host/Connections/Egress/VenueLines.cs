using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using Argix.Contracts;

namespace Argix.Connections.Egress;

/// <summary>A long-lived HTTP answer as lines of bounded size.</summary>
internal static class VenueLines
{
    private const int MostWords = 2000;

    /// <summary>The open answer, or what came instead of one.</summary>
    public static async Task<(HttpResponseMessage? Response, Answer Answer)> OpenAsync(PortPlan plan, VenueWire wire, Call call, TimeSpan deadline, CancellationToken ct)
    {
        var (url, allowed, refusal) = call.Op == Op.Stream ? plan.Locate(call) : (null, false, "not a stream call");
        using var request = refusal is null ? RequestMaker.Make(plan, call, url!, once: null) : null;
        if (request is null)
        {
            return (null, wire.Refused(refusal ?? "a header cannot be sent").Answer);
        }
        using var late = CancellationTokenSource.CreateLinkedTokenSource(ct);
        late.CancelAfter(deadline);
        try
        {
            var response = await wire.Invoker(call.Endpoint, allowed).SendAsync(request, late.Token);
            if (response.IsSuccessStatusCode)
            {
                return (response, new(Sent.Yes, (int)response.StatusCode, AnswerReader.Headers(response), default, null, wire.Now));
            }
            using (response)
            {
                var (body, fault) = await AnswerReader.ReadAsync(response, late.Token);
                return (null, new(Sent.Yes, (int)response.StatusCode, AnswerReader.Headers(response), body, fault, wire.Now));
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or SocketException)
        {
            return (null, new(Sent.Unknown, 0, Call.NoHeaders, default, VenueWire.Describe(e, !ct.IsCancellationRequested && late.IsCancellationRequested), wire.Now));
        }
    }

    /// <summary>What an adapter hears when no stream came of it.</summary>
    public static Exception Failure(Answer answer)
    {
        if (answer.Status == 0)
        {
            return new IOException(answer.Fault);
        }
        var code = answer.Status switch
        {
            401 => ErrorCodes.InvalidCredentials,
            403 => ErrorCodes.InsufficientScope,
            429 => ErrorCodes.RateLimited,
            >= 500 => ErrorCodes.BrokerUnavailable,
            _ => ErrorCodes.BrokerProtocolError,
        };
        var words = Encoding.UTF8.GetString(answer.Body.Span[..Math.Min(answer.Body.Length, MostWords)]);
        return new VenueException(code, $"The venue did not open the stream (status {answer.Status}).", new Evidence(answer.Sent, answer.Status, null, words));
    }

    /// <summary>The lines, until the venue ends the answer.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage answer, [EnumeratorCancellation] CancellationToken ct)
    {
        var reader = PipeReader.Create(await answer.Content.ReadAsStreamAsync(ct));
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(ct);
                var rest = read.Buffer;
                while (NextLine(ref rest, last: read.IsCompleted) is { } line)
                {
                    if (line.Length > 0)
                    {
                        yield return line;
                    }
                }
                if (read.IsCompleted)
                {
                    yield break;
                }
                if (rest.Length > AnswerReader.MaxBytes)
                {
                    throw new IOException("broker_protocol_error: a line of the stream is larger than 4 MiB");
                }
                reader.AdvanceTo(rest.Start, rest.End);
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private static byte[]? NextLine(ref ReadOnlySequence<byte> rest, bool last)
    {
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            var line = rest.Slice(0, end).ToArray();
            rest = rest.Slice(rest.GetPosition(1, end));
            return line is [.. var whole, (byte)'\r'] ? whole : line;
        }
        if (!last || rest.IsEmpty)
        {
            return null;
        }
        // What stands behind the last line end is a line as well.
        var tail = rest.ToArray();
        rest = rest.Slice(rest.End);
        return tail;
    }
}
