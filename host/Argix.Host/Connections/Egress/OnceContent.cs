using System.Net;

namespace Argix.Connections.Egress;

/// <summary>
/// The body of an order message; it can be written once. SocketsHttpHandler sends a request again by itself when a pooled connection turns out to be
/// closed before the answer, and it does so for DELETE, which is how most venues cancel. It can't know that the venue had not read the first one.
/// Every order message therefore carries this body (empty where there is nothing to say): a second attempt must write it, throws here while all of the
/// request is still in the handler's buffer, and the order is followed as one whose answer was lost.
/// The other way, a new connection for each order, would cost a TLS handshake on each.
/// </summary>
public sealed class OnceContent(ReadOnlyMemory<byte> body) : HttpContent
{
    private int written;

    /// <summary>The handler has begun to send.</summary>
    public bool Started => Volatile.Read(ref written) != 0;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        if (Interlocked.Exchange(ref written, 1) != 0)
        {
            throw new IOException("An order message is never sent twice.");
        }
        if (body.Length > 0)
        {
            await stream.WriteAsync(body);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }
}
