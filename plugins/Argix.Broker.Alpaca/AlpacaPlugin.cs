using Argix.Contracts;

namespace Argix.Broker.Alpaca;

/// <summary>Entry of the plugin.</summary>
public sealed class AlpacaPlugin : IBrokerPlugin
{
    public IBrokerAdapter Create(IVenuePort port) => new AlpacaAdapter(port);
}
