using Argix.Contracts;

namespace Argix.Broker.Paper;

/// <summary>The entry that the host looks for: public, no constructor parameters, no I/O.</summary>
public sealed class PaperPlugin : IBrokerPlugin
{
    /// <inheritdoc/>
    public IBrokerAdapter Create(IVenuePort port) => new PaperAdapter(port);
}
