using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Argix.Chaos;

/// <summary>One connection through the proxy: two pumps, and a fault drawn for every piece that the host sends, or that a stream brings.</summary>
internal sealed partial class Wire(FaultProxy proxy, Socket host, Random random)
{
    private readonly Socket _venue = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private volatile WireFault _answer;
    private volatile bool _stream;
    private volatile bool _deaf;

    public async Task RunAsync(IPEndPoint venue)
    {
        host.NoDelay = true;
        try
        {
            await _venue.ConnectAsync(venue);
            await Task.WhenAll(GuardedAsync(UpAsync), GuardedAsync(DownAsync));
        }
        catch (SocketException)
        {
            // The venue is not there: the host sees its connection end.
        }
        finally
        {
            Cut(reset: false);
        }
    }

    public void Cut(bool reset)
    {
        foreach (var end in new[] { host, _venue })
        {
            try
            {
                if (reset)
                {
                    end.LingerState = new LingerOption(true, 0);
                }

                end.Dispose();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Gone already.
            }
        }
    }

    private async Task GuardedAsync(Func<Task> pump)
    {
        try
        {
            await pump();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Cut(reset: false);
        }
    }

    private async Task UpAsync()
    {
        var buffer = new byte[65_536];
        while (await host.ReceiveAsync(buffer) is var read and > 0)
        {
            var piece = buffer.AsMemory(0, read);
            Look(piece.Span);
            if (!_deaf && !await PassAsync(piece, Drawn()))
            {
                return;
            }
        }

        _venue.Shutdown(SocketShutdown.Send);
    }

    private WireFault Drawn()
    {
        lock (random)
        {
            return _stream ? WireFault.None : proxy.Weather.Request(random);
        }
    }

    private async Task<bool> PassAsync(ReadOnlyMemory<byte> request, WireFault fault)
    {
        Note(fault);
        switch (fault)
        {
            case WireFault.CutBefore:
                Cut(Coin());
                return false;
            case WireFault.CutInRequest:
                await _venue.SendAsync(request[..(request.Length / 2)]);
                Cut(reset: true);
                return false;
            case WireFault.BlackHole:
                _deaf = true;
                return true;
            case WireFault.DelayRequest:
                await Task.Delay(Upto(1_500));
                break;
            default:
                _answer = fault;
                break;
        }

        await _venue.SendAsync(request);
        return true;
    }

    private async Task DownAsync()
    {
        var buffer = new byte[65_536];
        while (await _venue.ReceiveAsync(buffer) is var read and > 0)
        {
            var fault = _stream && _answer == WireFault.None ? OfStream() : _answer;
            _answer = WireFault.None;
            if (!_deaf && !await AnswerAsync(buffer.AsMemory(0, read), fault))
            {
                return;
            }
        }

        host.Shutdown(SocketShutdown.Send);
    }

    private WireFault OfStream()
    {
        WireFault fault;
        lock (random)
        {
            fault = proxy.Weather.Stream(random);
        }

        Note(fault);
        return fault;
    }

    private async Task<bool> AnswerAsync(ReadOnlyMemory<byte> answer, WireFault fault)
    {
        switch (fault)
        {
            case WireFault.LoseAnswer or WireFault.CutStream:
                Cut(Coin());
                return false;
            case WireFault.CutInAnswer or WireFault.TearStream:
                await host.SendAsync(answer[..(answer.Length / 2)]);
                Cut(reset: false);
                return false;
            case WireFault.SwallowAnswer or WireFault.StallStream:
                _deaf = true;
                return true;
            case WireFault.DelayAnswer:
                await Task.Delay(Upto(1_500));
                break;
            case WireFault.DripAnswer:
                await DripAsync(answer);
                return true;
        }

        await host.SendAsync(answer);
        return true;
    }

    private async Task DripAsync(ReadOnlyMemory<byte> answer)
    {
        while (answer.Length > 0)
        {
            var drop = Math.Min(answer.Length, 1 + Upto(200));
            await host.SendAsync(answer[..drop]);
            answer = answer[drop..];
            await Task.Delay(Upto(20));
        }
    }

    private void Look(ReadOnlySpan<byte> piece)
    {
        var text = Encoding.Latin1.GetString(piece);
        _stream = _stream || text.Contains("Upgrade: websocket", StringComparison.OrdinalIgnoreCase);
        foreach (Match match in SubmitBody().Matches(text))
        {
            proxy.NoteOrder(match.Groups[1].Value);
        }
    }

    private void Note(WireFault fault)
    {
        if (fault != WireFault.None)
        {
            proxy.Note(fault);
        }
    }

    private bool Coin() => Upto(2) == 0;

    private int Upto(int most)
    {
        lock (random)
        {
            return random.Next(most);
        }
    }

    [GeneratedRegex("\"client_order_id\"\\s*:\\s*\"([^\"]+)\"")]
    private static partial Regex SubmitBody();
}
