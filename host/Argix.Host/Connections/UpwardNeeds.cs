namespace Argix.Connections;

/// <summary>The lanes of the trading room, as far as connections must open, close and see them. Answered by Trading.</summary>
public interface ILanes
{
    /// <summary>Opens the lane of a login; its connections are those that are neither disabled nor disconnected.</summary>
    Task OpenAsync(Guid workspace, Guid loginId);

    /// <summary>Closes the lane; when it returns, no adapter of the login is alive. Nothing happens when there is none.</summary>
    Task CloseAsync(Guid workspace, Guid loginId);

    /// <summary>How a connection's lane is.</summary>
    LaneHealth Health(Guid workspace, Guid connectionId);
}

/// <summary>Health of a lane: <c>connecting, connected, degraded, reauth_required, failed</c>. <paramref name="Code"/> is a word of the error taxonomy.</summary>
public sealed record LaneHealth(string Status, string? Code, DateTimeOffset Since, bool TradingOpen);

/// <summary>Who has open orders here? Answered by Trading.</summary>
public interface IOpenOrders
{
    /// <summary>Orders that are open at the venue, and orders whose fate is not known.</summary>
    (int Open, int Unknown) Count(Guid workspace, Guid connectionId);

    /// <summary>Asks the venue to cancel all open orders of a connection. Returning means asked, not gone.</summary>
    Task CancelAllAsync(Guid workspace, Guid connectionId, string actor);
}
