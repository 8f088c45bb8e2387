namespace Argix.Trading.Core;

/// <summary>An open order that nobody watches any more: its connection ended. Its fate stays the venue's; it is listed until the venue, or a person with evidence, says how it ended.</summary>
/// <param name="Why"><c>left</c> (a person left it at the broker) or <c>unproven</c> (a cancel was asked for, and the venue's word did not come).</param>
public sealed record OrderUnmanaged(Guid OrderId, string Why) : DeskEvent { public override Guid? About => OrderId; }

/// <summary>Its account was read again: the order is watched as before.</summary>
public sealed record OrderManaged(Guid OrderId) : DeskEvent { public override Guid? About => OrderId; }

/// <summary>The account was connected anew: the order, with its id and history, goes on under the new connection.</summary>
public sealed record OrderTakenOver(Guid OrderId, Guid From, Guid To) : DeskEvent { public override Guid? About => OrderId; }

/// <summary>The old connection's positions are the new one's now, which reads them from the venue; counted twice they would be a lie.</summary>
public sealed record PositionsTakenOver(Guid From, Guid To) : DeskEvent;

/// <summary>A connection ends, or is disabled: what is still open becomes unmanaged.</summary>
public sealed record EndAccess(DateTimeOffset At, string Actor, Guid ConnectionId, string Why) : DeskInput(At, Actor)
{
    public override string Cause => "access_end";
}

/// <summary>A lane opens. <paramref name="Heirs"/>: ended connections of the same accounts, and who goes on with what they left.</summary>
public sealed record LaneOpened(DateTimeOffset At, IReadOnlyList<Guid> Connections, IReadOnlyList<(Guid From, Guid To)> Heirs) : DeskInput(At, "system")
{
    public override string Cause => "lane_open";
}

/// <summary>What nobody watches, since when and why.</summary>
public sealed record Unmanaged(string Why, DateTimeOffset Since);
