using Argix.Contracts;

namespace Argix.Broker.TradeStation;

/// <summary>Entry of the plugin.</summary>
public sealed class TradeStationPlugin : IBrokerPlugin
{
    public IBrokerAdapter Create(IVenuePort port) => new TradeStationAdapter(port);
}
