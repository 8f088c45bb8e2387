using Argix.Connections;
using Argix.Errors;
using Argix.Plugins;

namespace Argix.Pages.Brokers;

/// <summary>One broker, before connecting: what Argix reads and does, where secrets live, what is known and what is not.</summary>
public sealed class BrokerModel(BrokerCatalogue catalogue, ConnectionService connections) : MemberPage
{
    public BrokerEntry Broker { get; private set; } = null!;

    public IReadOnlyList<Capability> Capabilities { get; private set; } = [];

    /// <summary>Connections of this workspace with this broker, tombstones left out.</summary>
    public IReadOnlyList<ConnectionView> Mine { get; private set; } = [];

    public async Task OnGetAsync(string id)
    {
        Broker = catalogue.Require(id);
        Capabilities = BrokerFacts.Of(Broker.Manifest);
        Mine = [.. (await connections.ListAsync(Me.WorkspaceId, Cancel)).Where(c => c.BrokerId == id && c.Status != "disconnected")];
    }

    public bool IsAvailable(Contracts.Manifest.MethodFact method, out string? reason) => catalogue.MethodAvailable(Broker, method, out reason);

    /// <summary>Somebody else's alternatives, when this one cannot be connected.</summary>
    public IEnumerable<BrokerEntry> Others => catalogue.Brokers.Where(b => b.Connectable && b.Id != Broker.Id).Take(3);
}
