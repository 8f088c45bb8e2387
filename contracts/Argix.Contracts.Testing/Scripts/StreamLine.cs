using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Argix.Contracts.Testing;

/// <summary>An open stream of a scripted venue: a web socket, or an HTTP answer whose lines keep coming.</summary>
public sealed class StreamLine
{
    private readonly Channel<Frame> _out = Channel.CreateUnbounded<Frame>();
    private readonly Lock _gate = new();
    private readonly List<Frame> _kept = [];
    private bool _keeping;

    internal StreamLine(Request request) => Request = request;

    internal enum LineFault { None, Drop, Double }

    /// <summary>The request that opened it.</summary>
    public Request Request { get; }

    /// <summary>Whether the script counts it among those that hear of orders; the script's to set.</summary>
    public bool Listens { get; set; }

    /// <summary>Whatever the script wants to remember about it.</summary>
    public object? Tag { get; set; }

    internal ChannelReader<Frame> Frames => _out.Reader;

    /// <summary>Says nothing more, and stays open.</summary>
    internal bool Silent { get; set; }

    internal bool IsOver { get; private set; }

    /// <summary>Sends a text message, or one line.</summary>
    public void Send(string text) => Send(new Frame(true, Encoding.UTF8.GetBytes(text)));

    /// <summary>Sends JSON as text.</summary>
    public void Send(JsonNode json) => Send(json.ToJsonString());

    /// <summary>Sends a whole message.</summary>
    public void Send(Frame frame)
    {
        lock (_gate)
        {
            var times = Silent ? 0 : VenueRoom.Fault switch { LineFault.Drop => 0, LineFault.Double => 2, _ => 1 };
            for (var i = 0; i < times; i++)
            {
                if (_keeping)
                {
                    _kept.Add(frame);
                }
                else
                {
                    _out.Writer.TryWrite(frame);
                }
            }
        }
    }

    /// <summary>Ends it.</summary>
    public void End()
    {
        IsOver = true;
        _out.Writer.TryComplete();
    }

    // From here on messages are kept, to be let go in another order.
    internal void Keep()
    {
        lock (_gate)
        {
            _keeping = true;
        }
    }

    internal void LetGo(bool reversed)
    {
        lock (_gate)
        {
            _keeping = false;
            foreach (var frame in reversed ? Enumerable.Reverse(_kept) : _kept)
            {
                _out.Writer.TryWrite(frame);
            }
            _kept.Clear();
        }
    }
}
