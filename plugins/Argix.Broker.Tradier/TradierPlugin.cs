using Argix.Contracts;

namespace Argix.Broker.Tradier;

/// <summary>Entry of the plugin.</summary>
public sealed class TradierPlugin : IBrokerPlugin
{
    public IBrokerAdapter Create(IVenuePort port) => new TradierAdapter(port);
}
