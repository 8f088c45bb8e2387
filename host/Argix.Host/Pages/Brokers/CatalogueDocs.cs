using Argix.Plugins;
using Argix.Web;

namespace Argix.Pages.Brokers;

/// <summary>The brokers as the help pages see them.</summary>
internal sealed class CatalogueDocs(BrokerCatalogue catalogue) : IBrokerDocs
{
    public IReadOnlyList<BrokerDoc> List() => [.. catalogue.Brokers.Select(Doc)];

    public BrokerDoc? Find(string brokerId) => catalogue.Find(brokerId) is { } broker ? Doc(broker) : null;

    private BrokerDoc Doc(BrokerEntry broker) => new(broker.Id, broker.Manifest.Name, broker.Manifest.Summary, BrokerWords.Status(broker))
    {
        Reason = BrokerWords.Reason(broker),
        Markdown = broker.Docs,
        OrderTypes = BrokerFacts.OrderTypes(broker.Manifest),
        Orders = [.. broker.Manifest.Orders.Select(o => (BrokerWords.Asset(o.AssetClass), (IReadOnlyDictionary<string, string>)o.Types.ToDictionary(t => t.Key, t => BrokerFacts.Lives(t.Value))))],
        Facts =
        [
            ("Version", $"{broker.Manifest.Version} by {broker.Manifest.Publisher}"),
            ("Trust", BrokerWords.Trust(broker.Trust)),
            ("Grade", BrokerWords.Grade(broker)),
            ("Verified", BrokerWords.Verified(broker.Manifest.Verified)),
            ("Connects by", string.Join(", ", broker.Manifest.Methods.Select(BrokerWords.Method))),
            .. broker.Manifest.Environments.SelectMany(e => Endpoints(broker, e.Id, e.Name.Length > 0 ? e.Name : e.Id)),
        ],
    };

    private IEnumerable<(string Name, string Value)> Endpoints(BrokerEntry broker, string environment, string name)
    {
        var endpoints = catalogue.Endpoints(broker, environment);
        return endpoints.Count == 0 ? [($"{name}", "Inside this host; nothing leaves the machine")] : endpoints.Select(e => ($"{name} · {e.Key}", e.Value));
    }
}
