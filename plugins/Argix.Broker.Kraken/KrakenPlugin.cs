using Argix.Contracts;

namespace Argix.Broker.Kraken;

/// <summary>Entry of the plugin.</summary>
public sealed class KrakenPlugin : IBrokerPlugin
{
    public IBrokerAdapter Create(IVenuePort port) => new KrakenAdapter(port);
}
