namespace Argix.Closing;

/// <summary>What became of an order when the account was closed: the venue's word, <c>left</c>, or <c>unproven</c>.</summary>
public sealed record ClosedOrder(Guid OrderId, string Outcome);

/// <summary>What became of a connection. <paramref name="Status"/> is <c>disconnecting</c> while the broker has not said how a cancelled order ended: then the rest follows by itself.</summary>
public sealed record ClosedConnection(Guid Id, string BrokerId, string EnvironmentId, string Status, bool SecretsDestroyed, bool? RevokedAtBroker, IReadOnlyList<ClosedOrder> Orders);

/// <summary>A workspace that the person belonged to.</summary>
public sealed record ClosedWorkspace(Guid Id, bool Closed, IReadOnlyList<ClosedConnection> Connections, int StrategiesDisarmed, int OtherMembers);

/// <summary>The receipt of a closed account: opaque ids only, so that it can be kept by both sides.</summary>
public sealed record Receipt(Guid Id, DateTimeOffset ClosedAt, string UserId, string OpenOrders, IReadOnlyList<ClosedWorkspace> Workspaces, int SessionsEnded, int TokensEnded,
    IReadOnlyList<string> Erased, IReadOnlyList<string> Kept)
{
    public static readonly IReadOnlyList<string> WhatIsErased =
        ["e-mail and user name", "password, passkeys, authenticator app and recovery codes", "links to identity providers", "sessions with their addresses", "API tokens", "names and account numbers of closed workspaces' connections"];

    public static readonly IReadOnlyList<string> WhatStays =
        ["the audit trail with its chain of hashes: it names people by opaque ids only", "this receipt", "what orders and fills the brokers have on their side", "back-ups and log files that whoever runs this host has made"];
}
