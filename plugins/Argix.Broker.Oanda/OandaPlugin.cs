using Argix.Contracts;

namespace Argix.Broker.Oanda;

/// <summary>Entry of the plugin.</summary>
public sealed class OandaPlugin : IBrokerPlugin
{
    public IBrokerAdapter Create(IVenuePort port) => new OandaAdapter(port);
}
