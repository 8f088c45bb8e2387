namespace Argix.Contracts.Manifest;

/// <summary>Types and times in force of one asset class: <c>{"market": ["day","ioc"], "limit": […]}</c>, in the API's words.</summary>
public sealed record OrdersFact
{
    /// <summary>Which asset class.</summary>
    public required string AssetClass { get; init; }
    /// <summary>Times in force per order type.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Types { get; init; } = new Dictionary<string, IReadOnlyList<string>>();
    /// <summary>Fractions of the lot unit may be traded.</summary>
    public bool Fractional { get; init; }
    /// <summary><c>single</c>, <c>split</c> or <c>deny</c>: how a position is turned from long to short.</summary>
    public string Flip { get; init; } = "deny";
}

/// <summary>How the venue treats the client order id.</summary>
public sealed record ClientOrderIdFact
{
    /// <summary><c>uuid</c>, <c>hex32</c>, <c>base62x22</c>, <c>base36x20</c> or <c>none</c>.</summary>
    public string Form { get; init; } = "none";
    /// <summary><c>none</c>, <c>openOrders</c>, <c>day</c>, <c>window</c> or <c>forever</c>.</summary>
    public string Scope { get; init; } = "none";
    /// <summary><c>none</c>, <c>reject</c> or <c>return</c>.</summary>
    public string Dedup { get; init; } = "none";
    /// <summary>What a look-up by it covers: <c>none</c>, <c>open</c>, <c>recent</c> or <c>all</c>.</summary>
    public string Lookup { get; init; } = "none";
    /// <summary>Confirmed against the venue.</summary>
    public bool Proven { get; init; } = true;
}

/// <summary>How a submit behaves.</summary>
public sealed record SubmitFact
{
    /// <summary>Longest time between our last byte and the order being visible. Without it "not found" can never be concluded.</summary>
    public TimeSpan? MaxProcessingDelay { get; init; }
    /// <summary>How long to wait for an answer before the order is in doubt.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>How a replace behaves.</summary>
public sealed record ReplaceFact
{
    /// <summary><c>inPlace</c>, <c>newId</c>, <c>cancelNew</c> or <c>none</c>.</summary>
    public string Kind { get; init; } = "none";
    /// <summary>For <c>newId</c>: <c>total</c>: the quantity we send is the whole order's and the new id goes on counting what has filled; <c>remaining</c>: it is the rest, and counting begins at zero. With <c>remaining</c>, or unknown, the host cancels and sends the rest anew instead.</summary>
    public string? QuantityMeans { get; init; }
}

/// <summary>A switch at the venue that cancels the account's open orders when nothing is heard of us for some time.</summary>
public sealed record DeadManFact
{
    /// <summary><c>timer</c>: armed for a time, it must be armed again before that ends. <c>disconnect</c>: armed once a stream, its end starts the time. <c>none</c>.</summary>
    public string Kind { get; init; } = "none";
    /// <summary>The shortest time that it takes.</summary>
    public TimeSpan? Min { get; init; }
    /// <summary>The longest time that it takes.</summary>
    public TimeSpan? Max { get; init; }
}

/// <summary>What identifies a fill.</summary>
public sealed record FillsFact
{
    /// <summary><c>executions</c>: each fill has an id that is the same wherever it is seen. <c>cumulative</c>: only the order's filled quantity counts.</summary>
    public string Truth { get; init; } = "cumulative";
}

/// <summary>How far back the venue answers; null = without end.</summary>
public sealed record HistoryFact
{
    /// <summary>Closed orders.</summary>
    public TimeSpan? Closed { get; init; }
    /// <summary>Fills.</summary>
    public TimeSpan? Fills { get; init; }
    /// <summary><c>account</c>: closed orders and fills of an account are listed together. <c>instrument</c>: of one instrument at a time, so that only those of a known order can be read.</summary>
    public string ListedBy { get; init; } = "account";
}

/// <summary>The report stream.</summary>
public sealed record StreamFact
{
    /// <summary><c>ws</c>, <c>lines</c> (a long HTTP answer) or <c>none</c>.</summary>
    public string Transport { get; init; } = "none";
    /// <summary><c>none</c>: what is missed must be read.</summary>
    public string Replay { get; init; } = "none";
    /// <summary>At least this often something comes on a live stream; after two of them in silence it counts as dead. Absent = a quiet stream cannot be told from a dead one.</summary>
    public TimeSpan? Heartbeat { get; init; }
}

/// <summary>The venue's clock.</summary>
public sealed record ClockFact
{
    /// <summary><c>dateHeader</c>: each answer's Date header tells it. <c>none</c>: it is not compared.</summary>
    public string Source { get; init; } = "dateHeader";
    /// <summary>How far ours may be from it before people are warned.</summary>
    public TimeSpan Tolerance { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>
/// One quota: <paramref name="Limit"/> calls per <paramref name="Per"/>, of which a share is kept for cancels. <paramref name="Scope"/>: <c>login</c>, <c>account</c>,
/// <c>instrument</c>, <c>app</c> or <c>ip</c>. <paramref name="Kind"/>: <c>window</c>, or <c>decay</c> for a counter that falls by <paramref name="DecayPerSecond"/>.
/// <paramref name="Weights"/>: what counts here and how much (<c>submit</c>, <c>replace</c>, <c>cancel</c>, <c>read</c>); absent = each call counts one, empty = only calls that name the bucket.
/// </summary>
public sealed record RateLimitFact(string Bucket, int Limit, TimeSpan Per, decimal ReserveForCancels = 0.25m, bool Proven = true, string Scope = "login", string Kind = "window",
    decimal? DecayPerSecond = null, IReadOnlyDictionary<string, int>? Weights = null, RateHeadersFact? Headers = null);

/// <summary>Names of the answer's headers in which the venue tells its own count of a quota.</summary>
public sealed record RateHeadersFact
{
    /// <summary>How much is allowed.</summary>
    public string? Limit { get; init; }
    /// <summary>How much is used.</summary>
    public string? Used { get; init; }
    /// <summary>How much is left.</summary>
    public string? Remaining { get; init; }
    /// <summary>When it begins anew.</summary>
    public string? Reset { get; init; }
    /// <summary>What <see cref="Reset"/> counts: <c>s</c> or <c>ms</c> from now, <c>epoch</c> or <c>epochMs</c>.</summary>
    public string Unit { get; init; } = "s";
}

/// <summary>What a status means for the quotas; 429 needs no rule. <paramref name="Ban"/>: nothing at all may leave until it is over.</summary>
public sealed record LimitAnswerFact(int Status, bool Ban = false);

/// <summary>
/// What one kind of refusal means. All given parts must match; <see cref="Text"/> is a substring of the venue's message, without regard to case.
/// A submit is definitively rejected only if the adapter says Refused AND a rule says <c>refused</c>.
/// </summary>
public sealed record ErrorRule
{
    /// <summary><c>submit</c>, <c>replace</c>, <c>cancel</c>, <c>find</c>, <c>read</c>, <c>probe</c> or <c>any</c>.</summary>
    public string Op { get; init; } = "any";
    /// <summary>HTTP status.</summary>
    public int? Status { get; init; }
    /// <summary>The venue's code.</summary>
    public string? Code { get; init; }
    /// <summary>Part of the venue's text.</summary>
    public string? Text { get; init; }
    /// <summary>Taxonomy word.</summary>
    public required string Means { get; init; }
    /// <summary><c>refused</c>, <c>notSent</c>, <c>duplicate</c>, <c>unknown</c>, <c>noSuchOrder</c> or <c>tooLate</c>.</summary>
    public string Verdict { get; init; } = "unknown";
}
