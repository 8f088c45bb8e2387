using Argix.Connections;
using Argix.Plugins;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.Settings.BrokerConnections;

/// <summary>A page about one connection of the workspace.</summary>
public abstract class ConnectionPage(ConnectionService connections, BrokerCatalogue catalogue) : MemberPage
{
    [BindProperty(SupportsGet = true, Name = "id")]
    public Guid Id { get; set; }

    public ConnectionView Connection { get; private set; } = null!;

    /// <summary>Null when its plugin was removed since.</summary>
    public BrokerEntry? Broker { get; private set; }

    public string BrokerName => Broker?.Manifest.Name ?? Connection.BrokerId;

    public bool HasKeys(ConnectionView c) => ConnectionActions.KeysOf(Broker, c);

    protected ConnectionService Service => connections;

    protected string Here => "/settings/broker-connections/" + Id;

    public async Task LoadAsync()
    {
        Connection = await connections.GetAsync(Me.WorkspaceId, Id, Cancel);
        Broker = catalogue.Find(Connection.BrokerId);
        ViewData["Environment"] = Connection.EnvironmentKind;
    }
}
