using Argix.Contracts;

namespace Acme;

/// <summary>Entry of the plugin.</summary>
public sealed class AcmePlugin : IBrokerPlugin
{
    public IBrokerAdapter Create(IVenuePort port) => new AcmeAdapter(port);
}
