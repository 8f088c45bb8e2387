using Argix.Contracts;

namespace Argix.Broker.InteractiveBrokers;

/// <summary>Entry of the plugin.</summary>
public sealed class InteractiveBrokersPlugin : IBrokerPlugin
{
    public IBrokerAdapter Create(IVenuePort port) => new InteractiveBrokersAdapter(port);
}
