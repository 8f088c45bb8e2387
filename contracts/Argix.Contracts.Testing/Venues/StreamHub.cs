using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Threading.Channels;

namespace Argix.Contracts.Testing;

/// <summary>The open streams of a scripted venue. Messages reach each stream in the order in which they were sent.</summary>
public sealed class StreamHub(FaultScript script)
{
    private readonly ConcurrentDictionary<WebSocket, Channel<byte[]>> _streams = [];
    private readonly ConcurrentDictionary<WebSocket, byte> _silent = [];

    /// <summary>How many streams listen.</summary>
    public int Count => _streams.Count;

    /// <summary>Sends to all listening streams, with the scripted fault for this message.</summary>
    public void Send(byte[] message)
    {
        var times = script.TakeForMessage()?.Kind switch { FaultKind.DropMessage => 0, FaultKind.DuplicateMessage => 2, _ => 1 };
        foreach (var queue in _streams.Values)
        {
            for (var i = 0; i < times; i++)
            {
                queue.Writer.TryWrite(message);
            }
        }
    }

    /// <summary>Sends to one stream, behind what it has still to get.</summary>
    public void SendTo(WebSocket socket, byte[] message)
    {
        if (_streams.TryGetValue(socket, out var queue))
        {
            queue.Writer.TryWrite(message);
        }
    }

    /// <summary>The streams that are open now stay open and say nothing more.</summary>
    public void Silence()
    {
        foreach (var socket in _streams.Keys)
        {
            _silent[socket] = 0;
        }
    }

    /// <summary>Cuts all streams without a farewell.</summary>
    public void Cut()
    {
        foreach (var socket in _streams.Keys)
        {
            socket.Abort();
        }
    }

    /// <summary>Makes a stream listen: <paramref name="first"/> is sent before anything else, then all that happens, until the line or the token ends.</summary>
    public async Task PumpAsync(WebSocket socket, byte[] first, WebSocketMessageType frames, CancellationToken ct)
    {
        var queue = _streams.GetOrAdd(socket, _ => Channel.CreateUnbounded<byte[]>());
        try
        {
            await socket.SendAsync(first, frames, endOfMessage: true, ct);
            await foreach (var message in queue.Reader.ReadAllAsync(ct))
            {
                if (!_silent.ContainsKey(socket))
                {
                    await socket.SendAsync(message, frames, endOfMessage: true, ct);
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // The line has gone; whoever listened will come back.
        }
        finally
        {
            _streams.TryRemove(socket, out _);
            _silent.TryRemove(socket, out _);
        }
    }

    /// <summary>The next whole message, or null when the line has ended.</summary>
    public static async Task<byte[]?> ReceiveAsync(WebSocket socket, CancellationToken ct)
    {
        using var whole = new MemoryStream();
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer, ct);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return null;
                }
                whole.Write(buffer, 0, part.Count);
                if (part.EndOfMessage)
                {
                    return whole.ToArray();
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            return null;
        }
    }
}
