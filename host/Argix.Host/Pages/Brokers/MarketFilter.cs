using Argix.Plugins;

namespace Argix.Pages.Brokers;

/// <summary>The marketplace's filter, as it stands in the URL. Pure. An empty part lets everything through.</summary>
public sealed record MarketFilter(string? Text, string? Asset, string? Method, string? Environment, string? Status)
{
    /// <summary>A region of the manifest.</summary>
    public string? Region { get; init; }

    /// <summary>An order type that any of its asset classes takes.</summary>
    public string? Order { get; init; }

    public bool IsEmpty => Empty(Region) && Empty(Order) && string.IsNullOrWhiteSpace(Text) && Empty(Asset) && Empty(Method) && Empty(Environment) && Empty(Status);

    public bool Lets(BrokerEntry broker) => LetsText(broker)
        && (Empty(Asset) || broker.Manifest.AssetClasses.Contains(Asset!))
        && (Empty(Method) || broker.Manifest.Methods.Any(m => m.Kind == Method))
        && (Empty(Environment) || broker.Manifest.Environments.Any(e => e.Kind == Environment))
        && (Empty(Region) || broker.Manifest.Regions.Contains(Region!))
        && (Empty(Order) || broker.Manifest.Orders.Any(o => o.Types.ContainsKey(Order!)))
        && (Empty(Status) || StatusOf(broker) == Status);

    /// <summary>The three words of the filter; a plugin that does not run counts as blocked.</summary>
    public static string StatusOf(BrokerEntry broker) => BrokerWords.Status(broker) switch
    {
        "available" or "maintenance" or "docs_only" => BrokerWords.Status(broker),
        _ => "blocked",
    };

    // Every word must be found somewhere; so "us crypto" finds what a person means.
    private bool LetsText(BrokerEntry broker)
    {
        var m = broker.Manifest;
        string[] where = [m.Id, m.Name, m.Summary, m.Publisher, .. m.AssetClasses, .. m.AssetClasses.Select(BrokerWords.Asset), .. m.Regions, .. m.Methods.Select(BrokerWords.Method)];
        return (Text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => where.Any(text => text.Contains(word, StringComparison.OrdinalIgnoreCase)));
    }

    private static bool Empty(string? part) => string.IsNullOrEmpty(part);
}
