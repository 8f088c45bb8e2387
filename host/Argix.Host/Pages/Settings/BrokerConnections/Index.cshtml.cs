using Argix.Connections;
using Argix.Plugins;

namespace Argix.Pages.Settings.BrokerConnections;

/// <summary>Both lists: what you have connected, and every broker with the way it is connected.</summary>
public sealed class IndexModel(ConnectionService connections, BrokerCatalogue catalogue) : MemberPage
{
    public IReadOnlyList<ConnectionView> Mine { get; private set; } = [];

    public IReadOnlyList<ConnectionView> Ended { get; private set; } = [];

    public IReadOnlyList<BrokerEntry> Brokers => catalogue.Brokers;

    public async Task OnGetAsync()
    {
        var all = await connections.ListAsync(Me.WorkspaceId, Cancel);
        Mine = [.. all.Where(c => c.Status != "disconnected")];
        Ended = [.. all.Where(c => c.Status == "disconnected")];
    }

    public string NameOf(string brokerId) => catalogue.Find(brokerId)?.Manifest.Name ?? brokerId;

    /// <summary>A venue inside this host has settings, not keys: there is nothing to rotate.</summary>
    public bool HasKeys(ConnectionView c) => ConnectionActions.KeysOf(catalogue.Find(c.BrokerId), c);

    public string? LogoOf(string brokerId) => catalogue.Find(brokerId)?.LogoSvg;

    public bool IsAvailable(BrokerEntry broker, Contracts.Manifest.MethodFact method, out string? reason) => catalogue.MethodAvailable(broker, method, out reason);
}
