using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using Argix.Contracts;

namespace Argix.Connections.Egress;

/// <summary>A web socket as whole messages of bounded size.</summary>
internal sealed class VenueSocket(ClientWebSocket socket) : ISocket
{
    private readonly SemaphoreSlim sending = new(1);

    public async ValueTask SendAsync(Frame frame, CancellationToken ct)
    {
        await sending.WaitAsync(ct);
        try
        {
            await socket.SendAsync(frame.Data, frame.IsText ? WebSocketMessageType.Text : WebSocketMessageType.Binary, endOfMessage: true, ct);
        }
        catch (WebSocketException e)
        {
            throw new IOException("The stream is closed.", e);
        }
        finally
        {
            sending.Release();
        }
    }

    public async IAsyncEnumerable<Frame> FramesAsync([EnumeratorCancellation] CancellationToken ct)
    {
        while (await ReadAsync(ct) is { } frame)
        {
            yield return frame;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (socket.State == WebSocketState.Open)
        {
            // Saying good-bye is a courtesy; a venue that does not listen must not hold us.
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            try
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
            {
                socket.Abort();
            }
        }
        socket.Dispose();
        sending.Dispose();
    }

    // Null = the line has ended, in whatever way: the host opens it again and reads what it missed.
    private async Task<Frame?> ReadAsync(CancellationToken ct)
    {
        using var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), ct);
                if (part.MessageType == WebSocketMessageType.Close || message.Length + part.Count > AnswerReader.MaxBytes)
                {
                    return null;
                }
                message.Write(buffer, 0, part.Count);
                if (part.EndOfMessage)
                {
                    return new(part.MessageType == WebSocketMessageType.Text, message.ToArray());
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or IOException)
        {
            return null;
        }
    }
}
