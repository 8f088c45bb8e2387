using System.Text.Json.Serialization;

namespace Argix.Contracts.Manifest;

/// <summary>
/// <c>plugin.json</c>: what a broker IS. Everything that decides whether money may move stands here and is run by the host; code only translates.
/// An absent fact is unknown, and unknown is always the careful branch. <c>proven: false</c> is shown on the docs page and caps the grade.
/// </summary>
public sealed record BrokerManifest
{
    /// <summary>The JSON schema, for editors.</summary>
    [JsonPropertyName("$schema")] public string? Schema { get; init; }
    /// <summary>The broker id: <c>[a-z0-9][a-z0-9-]{0,39}</c>.</summary>
    public required string Id { get; init; }
    /// <summary>Display name.</summary>
    public required string Name { get; init; }
    /// <summary>Semantic version of the plugin.</summary>
    public required string Version { get; init; }
    /// <summary>One line for the marketplace card.</summary>
    public string Summary { get; init; } = "";
    /// <summary>Who publishes the plugin.</summary>
    public string Publisher { get; init; } = "";
    /// <summary>Range of contract versions, e.g. <c>&gt;=1.0 &lt;2.0</c>.</summary>
    public string Contracts { get; init; } = "";
    /// <summary>File name of the entry assembly; absent for a broker without code.</summary>
    public string? Entry { get; init; }
    /// <summary>Available, maintenance or docs only.</summary>
    public AvailabilityFact Availability { get; init; } = new();
    /// <summary>Asset classes as in the API (<c>equity</c>, <c>crypto</c>…).</summary>
    public IReadOnlyList<string> AssetClasses { get; init; } = [];
    /// <summary>ISO 3166 codes or region words.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];
    /// <summary>Named links (site, docs, portal, status).</summary>
    public IReadOnlyDictionary<string, string> Links { get; init; } = new Dictionary<string, string>();
    /// <summary>Paper, demo and live environments.</summary>
    public IReadOnlyList<EnvironmentFact> Environments { get; init; } = [];
    /// <summary>Ways to connect.</summary>
    public IReadOnlyList<MethodFact> Methods { get; init; } = [];
    /// <summary>Method and path patterns per kind of call, e.g. <c>submit: ["POST /v2/orders"]</c>; <c>*</c> stands for one path segment. The host refuses any other call.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Calls { get; init; } = new Dictionary<string, IReadOnlyList<string>>();
    /// <summary>Order types and times in force per asset class.</summary>
    public IReadOnlyList<OrdersFact> Orders { get; init; } = [];
    /// <summary>How the venue treats our order id.</summary>
    public ClientOrderIdFact ClientOrderId { get; init; } = new();
    /// <summary>How a submit behaves.</summary>
    public SubmitFact Submit { get; init; } = new();
    /// <summary>How a replace behaves.</summary>
    public ReplaceFact Replace { get; init; } = new();
    /// <summary>The venue's dead-man switch.</summary>
    public DeadManFact DeadMan { get; init; } = new();
    /// <summary>What identifies a fill.</summary>
    public FillsFact Fills { get; init; } = new();
    /// <summary>How far back the venue answers.</summary>
    public HistoryFact History { get; init; } = new();
    /// <summary>The report stream.</summary>
    public StreamFact Stream { get; init; } = new();
    /// <summary>The venue's clock.</summary>
    public ClockFact Clock { get; init; } = new();
    /// <summary>Request quotas.</summary>
    public IReadOnlyList<RateLimitFact> RateLimits { get; init; } = [];
    /// <summary>Answers that speak of quotas, besides 429.</summary>
    public IReadOnlyList<LimitAnswerFact> OnLimit { get; init; } = [];
    /// <summary>What the venue's refusals mean; ordered, first match wins.</summary>
    public IReadOnlyList<ErrorRule> Errors { get; init; } = [];
    /// <summary>Facts that could not be confirmed, in words; shown on the docs page.</summary>
    public IReadOnlyList<string> Unproven { get; init; } = [];
    /// <summary>Held against: <c>recorded</c>, <c>sandbox</c>, <c>live</c> or <c>none</c>.</summary>
    public string Verified { get; init; } = "none";
}

/// <summary>Whether the broker can be connected.</summary>
public sealed record AvailabilityFact
{
    /// <summary>State of the integration.</summary>
    public Availability State { get; init; } = Availability.Available;
    /// <summary>Why, for people.</summary>
    public string? Reason { get; init; }
    /// <summary>Since when.</summary>
    public DateOnly? Since { get; init; }
}

/// <summary>States of an integration.</summary>
public enum Availability { Unknown, Available, Maintenance, DocsOnly }

/// <summary>One environment with its endpoints (<c>rest</c>, <c>stream</c>, <c>data</c>, <c>authorize</c>, <c>token</c>, <c>revoke</c>).</summary>
public sealed record EnvironmentFact
{
    /// <summary>E.g. <c>paper</c>.</summary>
    public required string Id { get; init; }
    /// <summary><c>paper</c>, <c>demo</c> or <c>live</c>.</summary>
    public required string Kind { get; init; }
    /// <summary>Display name.</summary>
    public string Name { get; init; } = "";
    /// <summary>Base URL by name.</summary>
    public IReadOnlyDictionary<string, string> Endpoints { get; init; } = new Dictionary<string, string>();
    /// <summary>Headers that every call of this environment carries.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}

/// <summary>One way to connect.</summary>
public sealed record MethodFact
{
    /// <summary>E.g. <c>keys</c>, <c>oauth</c>, <c>local</c>.</summary>
    public required string Id { get; init; }
    /// <summary><c>credentials</c> or <c>oauth</c>.</summary>
    public required string Kind { get; init; }
    /// <summary>Display name.</summary>
    public string Name { get; init; } = "";
    /// <summary>Environment ids it serves; empty = all.</summary>
    public IReadOnlyList<string> Environments { get; init; } = [];
    /// <summary>Fields of the connect form.</summary>
    public IReadOnlyList<FieldFact> Fields { get; init; } = [];
    /// <summary>For kind <c>oauth</c>: how the broker does it.</summary>
    [JsonPropertyName("oauth")] public OAuthFact? OAuth { get; init; }
}

/// <summary>One field of the connect form.</summary>
public sealed record FieldFact
{
    /// <summary>Key in <c>credentials</c>.</summary>
    public required string Name { get; init; }
    /// <summary>Label.</summary>
    public string Label { get; init; } = "";
    /// <summary>One sentence of help.</summary>
    public string Help { get; init; } = "";
    /// <summary><c>text</c>, <c>secret</c>, <c>pem</c>, <c>number</c> or <c>choice</c>; secret and pem are secrets.</summary>
    public string Kind { get; init; } = "text";
    /// <summary>Regular expression the whole value must match.</summary>
    public string? Pattern { get; init; }
    /// <summary>Example, never a working key.</summary>
    public string? Example { get; init; }
    /// <summary>Filled in beforehand.</summary>
    public string? Default { get; init; }
    /// <summary>For <c>choice</c>.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];
    /// <summary>May be left out when false.</summary>
    public bool Required { get; init; } = true;
    /// <summary>Values that can't be right here, with what to say (e.g. a live key in the paper form).</summary>
    public IReadOnlyList<RejectRule> RejectIf { get; init; } = [];
}

/// <summary>A value pattern that is refused before anything is sent. Empty <paramref name="Environments"/> = in all.</summary>
public sealed record RejectRule(string Pattern, string Says, string Code = ErrorCodes.WrongEnvironment, IReadOnlyList<string>? Environments = null);
