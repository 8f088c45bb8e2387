using Argix.Contracts;

namespace Argix.Broker.Binance;

/// <summary>Entry of the plugin.</summary>
public sealed class BinancePlugin : IBrokerPlugin
{
    public IBrokerAdapter Create(IVenuePort port) => new BinanceAdapter(port);
}
