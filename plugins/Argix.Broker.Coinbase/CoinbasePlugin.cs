using Argix.Contracts;

namespace Argix.Broker.Coinbase;

/// <summary>Entry of the plugin.</summary>
public sealed class CoinbasePlugin : IBrokerPlugin
{
    public IBrokerAdapter Create(IVenuePort port) => new CoinbaseAdapter(port);
}
