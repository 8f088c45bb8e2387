using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Argix.UnitTests.Connections;

/// <summary>A server made of sockets, which can misbehave in ways that no web server would.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Func<RawConnection, Task> script;
    private readonly List<Task> running = [];
    private readonly Task accepting;

    public RawServer(Func<RawConnection, Task> script)
    {
        this.script = script;
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public string Url => $"http://127.0.0.1:{Port}";

    /// <summary>First line of each request that was read whole, in order of arrival.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>The whole heads, for tests of headers.</summary>
    public ConcurrentQueue<string> Heads { get; } = new();

    public int Connections { get; private set; }

    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(running);
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                Connections++;
                running.Add(RunAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            return;
        }
    }

    private async Task RunAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await script(new(this, client, Connections, stop.Token));
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
            {
                return;
            }
        }
    }
}

/// <summary>One accepted connection.</summary>
internal sealed class RawConnection(RawServer server, TcpClient client, int number, CancellationToken stop)
{
    private readonly NetworkStream stream = client.GetStream();

    public int Number => number;

    /// <summary>Reads one request with its body; null when the client has gone.</summary>
    public async Task<string?> ReadRequestAsync()
    {
        var bytes = new List<byte>();
        var one = new byte[1];
        while (!EndsHead(bytes))
        {
            if (await stream.ReadAsync(one, stop) == 0)
            {
                return null;
            }
            bytes.Add(one[0]);
        }
        var head = Encoding.ASCII.GetString([.. bytes]);
        var length = head.Split("\r\n").Where(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Select(l => int.Parse(l[15..])).FirstOrDefault();
        await stream.ReadExactlyAsync(new byte[length], stop);
        server.Heads.Enqueue(head);
        server.Requests.Enqueue(head.Split("\r\n")[0]);
        return head;
    }

    public Task AnswerAsync(string body = "{}", int status = 200, string headers = "") =>
        SendAsync($"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{headers}\r\n{body}");

    public async Task SendAsync(string text) => await stream.WriteAsync(Encoding.UTF8.GetBytes(text), stop);

    public async Task SendAsync(byte[] bytes) => await stream.WriteAsync(bytes, stop);

    /// <summary>Closes with a reset instead of a good-bye.</summary>
    public void Reset()
    {
        client.LingerState = new(true, 0);
        client.Close();
    }

    /// <summary>Keeps the connection until the server ends.</summary>
    public Task HoldAsync() => Task.Delay(Timeout.Infinite, stop);

    private static bool EndsHead(List<byte> b) => b.Count >= 4 && b[^4] == 13 && b[^3] == 10 && b[^2] == 13 && b[^1] == 10;
}
