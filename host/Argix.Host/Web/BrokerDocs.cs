namespace Argix.Web;

/// <summary>One broker as the help pages see it. <see cref="Markdown"/> is the plugin's docs.md; it is rendered without raw HTML.</summary>
public sealed record BrokerDoc(string Id, string Name, string Summary, string Availability)
{
    public string? Reason { get; init; }
    public string? Markdown { get; init; }

    /// <summary>Facts from the manifest, shown beside the prose: capability table, endpoints, what is unproven.</summary>
    public IReadOnlyList<(string Name, string Value)> Facts { get; init; } = [];

    /// <summary>Order types it takes: market, limit, stop, stop_limit.</summary>
    public IReadOnlyList<string> OrderTypes { get; init; } = [];

    /// <summary>What can be traded, and how long an order of each type may live there, in words.</summary>
    public IReadOnlyList<(string Asset, IReadOnlyDictionary<string, string> Types)> Orders { get; init; } = [];
}

/// <summary>Answered by the plugin catalogue.</summary>
public interface IBrokerDocs
{
    IReadOnlyList<BrokerDoc> List();
    BrokerDoc? Find(string brokerId);
}

internal sealed class NoBrokerDocs : IBrokerDocs
{
    public IReadOnlyList<BrokerDoc> List() => [];
    public BrokerDoc? Find(string brokerId) => null;
}
