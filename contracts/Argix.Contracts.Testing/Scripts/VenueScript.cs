using System.Diagnostics.CodeAnalysis;

namespace Argix.Contracts.Testing;

/// <summary>
/// One broker's dialect over a <see cref="ScriptedBook"/>: turns a request into an operation on the book and the book's answer into the broker's words, and the book's events into stream messages.
/// It knows nothing of faults: the kit loses, repeats, reorders, truncates and garbles by itself, and it decides what fills. The same script serves the conformance kit
/// (in memory) and <see cref="ScriptedVenue"/> (as a process). A public class with a public constructor without parameters; a new one is made for each case.
/// </summary>
public abstract class VenueScript
{
    private VenueRoom? _room;

    /// <summary>The broker id of the manifest.</summary>
    public abstract string BrokerId { get; }

    /// <summary>Environment to use; null = the first paper or demo environment, else the first.</summary>
    public virtual string? EnvironmentId => null;

    /// <summary>Method to use; null = the first of kind <c>credentials</c>, else the first.</summary>
    public virtual string? MethodId => null;

    /// <summary>Good values of the credential fields (of <c>access_token</c> for a sign-in): the kit looks for the secret ones everywhere, so make them long and unlike anything else.</summary>
    public abstract IReadOnlyDictionary<string, string> Credentials { get; }

    /// <summary>The plugin's own settings, as <c>Brokers:&lt;id&gt;:…</c> would hold them.</summary>
    public virtual IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>();

    /// <summary>What the kit trades. The first is used everywhere; one more per further asset class of the manifest's <c>orders</c>.</summary>
    public abstract IReadOnlyList<Traded> Instruments { get; }

    /// <summary>Most rows of a page of orders and of fills; 0 = the venue gives everything at once.</summary>
    public virtual int RowsPerPage => 0;

    /// <summary>How the venue writes an order's id, from the venue's symbol and a number that no other order or fill has; null = a UUID. For venues that number their orders.</summary>
    public virtual string? OrderId(string symbol, long number) => null;

    /// <summary>The same of a fill's id.</summary>
    public virtual string? FillId(string symbol, long number) => null;

    /// <summary>
    /// Refusals whose wording nobody has recorded, so that no rule of the manifest can know them: such an answer must leave the order in doubt until the venue has shown it.
    /// <see cref="Say"/> and <see cref="Handle"/> answer them in the venue's shape, with words that stand for any. The manifest's ceiling falls with it.
    /// </summary>
    public virtual IReadOnlySet<Saying> Unrecorded => new HashSet<Saying>();

    /// <summary>Whether the venue says what a key may do, so that <see cref="Rights"/> is shown in its answers. Brokers of which rights are only claimed say false.</summary>
    public virtual bool TellsRights => false;

    /// <summary>One request, and what the venue does and answers. Check credentials against <see cref="Secrets"/>, then work on <see cref="Book"/>.</summary>
    public abstract Reply Handle(Request request);

    /// <summary>The venue's words for something that the kit makes happen; null = this venue has no such words (allowed where <see cref="Saying"/> says so).</summary>
    public abstract Reply? Say(Saying what, Request request);

    /// <summary>A stream was opened (web socket or lines). Null = the handshake is taken; an answer = it is refused so.</summary>
    public virtual Reply? Opened(StreamLine line) => null;

    /// <summary>Whether a request asks for lines that keep coming (only asked where the script runs as a process; web sockets tell themselves).</summary>
    public virtual bool IsLines(Request request) => false;

    /// <summary>The adapter sent a message on a stream: sign-in, subscription, ping.</summary>
    public virtual void Heard(StreamLine line, Frame frame)
    {
    }

    /// <summary>Something happened in the book: send it on the <see cref="Lines"/> that listen, in the venue's words.</summary>
    public virtual void Told(BookEvent e)
    {
    }

    /// <summary>One heartbeat's time has passed on a quiet line, for venues that beat by themselves.</summary>
    public virtual void Beat(StreamLine line)
    {
    }

    /// <summary>Orders, fills, positions, cash and prices. Its symbols are the venue's own words, its order words those of <see cref="BookOrder"/>.</summary>
    protected ScriptedBook Book => Room.Book;

    /// <summary>The venue's clock.</summary>
    protected TimeProvider Clock => Room.Clock;

    /// <summary>The credentials that are good at this moment; the kit changes them when a token expires or is renewed.</summary>
    protected IReadOnlyDictionary<string, string> Secrets => Room.Secrets;

    /// <summary>Whether a credential is the good one; as a process without a given value any is.</summary>
    protected bool IsGood(string name, string? value) => !string.IsNullOrEmpty(value) && (!Secrets.TryGetValue(name, out var good) || good == value);

    /// <summary>What the key may do now.</summary>
    protected Rights Rights => Room.Rights;

    /// <summary>The open streams.</summary>
    protected IReadOnlyList<StreamLine> Lines => Room.Lines;

    internal VenueRoom Room => _room ?? throw new InvalidOperationException("the script is not in a venue yet: use Book, Clock, Secrets and Lines only from Handle, Say, Opened, Heard, Told and Beat");

    [MemberNotNull(nameof(_room))]
    internal void Enter(VenueRoom room)
    {
        _room = room;
        room.Book.Happened = e => room.Telling(() => Told(e));
        (room.Book.OrderIds, room.Book.FillIds) = (OrderId, FillId);
        foreach (var traded in Instruments)
        {
            room.Book.SetPrice(traded.VenueSymbol, traded.Price);
        }
    }
}

/// <summary>An instrument that the kit trades. <paramref name="Price"/> is where it starts; <paramref name="Quantity"/> is a usual order's, at least 4 × <paramref name="Lot"/>.</summary>
public sealed record Traded(string Symbol, string VenueSymbol, AssetClass AssetClass, decimal Price, decimal Quantity, decimal Tick, decimal Lot, string Currency = "USD",
    QuantityUnit Unit = QuantityUnit.Base, decimal Multiplier = 1)
{
    /// <summary>As the contract has it.</summary>
    public Instrument Instrument => new(Symbol, VenueSymbol, AssetClass, Currency, Unit, Multiplier, Tick, Lot, null, null, null, true);
}

/// <summary>What the kit asks a script to say. Those with "may be null" need no words.</summary>
public enum Saying
{
    /// <summary>Never asked for.</summary>
    Unknown,
    /// <summary>The credentials are wrong. May be null where the method has no secret.</summary>
    BadCredentials,
    /// <summary>The token has expired. May be null where nothing expires.</summary>
    Expired,
    /// <summary>The order is refused: not enough money.</summary>
    InsufficientFunds,
    /// <summary>The order is refused: no such instrument.</summary>
    UnknownInstrument,
    /// <summary>The order is refused: something in it is not as it must be.</summary>
    InvalidOrder,
    /// <summary>Too many requests. Null = HTTP 429 with <c>Retry-After: 1</c> and an empty object.</summary>
    RateLimited,
    /// <summary>The venue is out of order for a while. Null = HTTP 503 and an empty object.</summary>
    Unavailable,
    /// <summary>A repeated order id. Never asked of <see cref="VenueScript.Say"/>: only for <see cref="VenueScript.Unrecorded"/>.</summary>
    Repeated,
    /// <summary>A cancel of an order that has ended. Never asked of <see cref="VenueScript.Say"/>: only for <see cref="VenueScript.Unrecorded"/>.</summary>
    TooLate,
}

/// <summary>What a script is put into.</summary>
internal sealed class VenueRoom(ScriptedBook book, TimeProvider clock, Dictionary<string, string> secrets, Func<StreamLine.LineFault> messages)
{
    // What becomes of messages sent on this thread: only those that tell of events are tampered with, never a sign-in or a heartbeat.
    [ThreadStatic] private static StreamLine.LineFault _fault;

    private readonly Lock _gate = new();

    public ScriptedBook Book { get; } = book;
    public TimeProvider Clock { get; } = clock;
    public Dictionary<string, string> Secrets { get; } = secrets;
    public Rights Rights { get; set; } = Rights.Read | Rights.Trade;
    public IReadOnlyList<StreamLine> Lines { get; private set; } = [];

    public static StreamLine.LineFault Fault => _fault;

    public void Telling(Action tell)
    {
        _fault = messages();
        try
        {
            tell();
        }
        finally
        {
            _fault = StreamLine.LineFault.None;
        }
    }

    // Replaced as a whole, so that whoever walks it is not disturbed.
    public void Add(StreamLine line)
    {
        lock (_gate)
        {
            Lines = [.. Lines, line];
        }
    }

    public void Remove(StreamLine line)
    {
        line.End();
        lock (_gate)
        {
            Lines = [.. Lines.Where(l => l != line)];
        }
    }
}
