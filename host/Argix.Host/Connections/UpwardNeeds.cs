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

    /// <summary>Asks the venue to cancel the open orders of a connection, but those whose cancel is on its way. Returning means asked, not gone.</summary>
    Task CancelAllAsync(Guid workspace, Guid connectionId, string actor);

    /// <summary>The orders that are open or unknown.</summary>
    Task<IReadOnlyList<Guid>> OpenAsync(Guid workspace, Guid connectionId);

    /// <summary>
    /// The connection's access ends now: what is still open becomes unmanaged, durably, and is never forgotten. Gives what became of each of these orders, and of each
    /// that is open besides. Calling it again is harmless.
    /// </summary>
    /// <param name="left">A person chose to leave them; else their end could not be proven in time.</param>
    Task<IReadOnlyList<OrderOutcome>> EndAsync(Guid workspace, Guid connectionId, IReadOnlyCollection<Guid> planned, bool left, string actor);
}

/// <summary>What became of an order when access ended: how the venue says it ended (<c>cancelled, filled, rejected, expired, not_sent</c>), <c>left</c>, or <c>unproven</c>.</summary>
public sealed record OrderOutcome(Guid OrderId, string Outcome);
