using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Argix.Chaos;

/// <summary>
/// A wire between host and venue that we may cut: a loopback port whose bytes go on to the venue, unless the weather says otherwise.
/// It knows nothing of the venue but that one piece of bytes from the host is one request, and it notes whose orders it saw.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly IPEndPoint _venue;
    private readonly int _seed;
    private readonly ConcurrentDictionary<Wire, byte> _wires = [];
    private readonly ConcurrentDictionary<string, int> _orders = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<WireFault, int> _done = [];
    private volatile Weather _weather = Weather.Calm;
    private TcpListener _listener;
    private int _number;
    private volatile bool _over;

    public FaultProxy(Uri venue, int seed)
    {
        (_venue, _seed) = (new IPEndPoint(IPAddress.Loopback, venue.Port), seed);
        _listener = Listen(new Random(seed));
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _ = AcceptAsync(_listener);
    }

    public Uri Address { get; }

    public Weather Weather { get => _weather; set => _weather = value; }

    /// <summary>How often the host asked for each order, by client order id; whether the request reached the venue or not.</summary>
    public IReadOnlyDictionary<string, int> Submits => _orders;

    public IReadOnlyDictionary<WireFault, int> Done => _done;

    /// <summary>Every connection of this moment is reset.</summary>
    public void CutAll()
    {
        foreach (var wire in _wires.Keys)
        {
            wire.Cut(reset: true);
        }
    }

    /// <summary>Nobody answers at the door for a while: connection refused. What is open stays open.</summary>
    public async Task RefuseAsync(TimeSpan span)
    {
        var port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _listener.Stop();
        await Task.Delay(span);
        while (!_over)
        {
            try
            {
                var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                _listener = listener;
                _ = AcceptAsync(listener);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(20);
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _over = true;
        _listener.Stop();
        CutAll();
        return ValueTask.CompletedTask;
    }

    internal void Note(WireFault fault) => _done.AddOrUpdate(fault, 1, (_, n) => n + 1);

    internal void NoteOrder(string clientOrderId) => _orders.AddOrUpdate(clientOrderId, 1, (_, n) => n + 1);

    // Below the range that the system gives to outgoing connections: the port must be free again after a refusal.
    private static TcpListener Listen(Random random)
    {
        while (true)
        {
            var listener = new TcpListener(IPAddress.Loopback, random.Next(21_000, 31_000));
            try
            {
                listener.Start();
                return listener;
            }
            catch (SocketException)
            {
                listener.Dispose();
            }
        }
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var host = await listener.AcceptSocketAsync();
                _ = ServeAsync(host, Interlocked.Increment(ref _number));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The door is shut, for a while or for good.
        }
    }

    private async Task ServeAsync(Socket host, int number)
    {
        var wire = new Wire(this, host, new Random(unchecked((_seed * 397) ^ number)));
        _wires[wire] = 0;
        await wire.RunAsync(_venue);
        _wires.TryRemove(wire, out _);
    }
}
