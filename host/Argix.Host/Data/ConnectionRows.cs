namespace Argix.Data;

/// <summary>One credential set in one environment: what an adapter, a lane and a stream belong to.</summary>
public sealed class LoginRow
{
    public Guid WorkspaceId { get; set; }
    public Guid Id { get; set; }
    public required string BrokerId { get; set; }
    public required string EnvironmentId { get; set; }
    public required string MethodId { get; set; }
    /// <summary>The venue's own stable name for the login.</summary>
    public required string Subject { get; set; }
    /// <summary>Counts credential sets; part of the encryption purpose, so an old ciphertext cannot be put back.</summary>
    public int SecretVersion { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>One encrypted credential field. Text fields are encrypted as well: there is no second class of secret.</summary>
public sealed class SecretRow
{
    public Guid WorkspaceId { get; set; }
    public Guid LoginId { get; set; }
    public required string Field { get; set; }
    public int Version { get; set; }
    public required string Ciphertext { get; set; }
    /// <summary>Last four characters of a value of at least 12 characters, else empty.</summary>
    public required string LastFour { get; set; }
    /// <summary>Keyed hash, to recognise a value without knowing it.</summary>
    public required string Fingerprint { get; set; }
    public DateTimeOffset AddedAt { get; set; }
}

/// <summary>What a person asked of a connection; its status is this and the lane's health together.</summary>
public enum ConnectionIntent { Active, Paused, Disabled, Disconnecting, Disconnected }

/// <summary>A connection as people see it: (login, account). Never deleted; disconnected leaves a tombstone without secrets.</summary>
public sealed class ConnectionRow
{
    public Guid WorkspaceId { get; set; }
    public Guid Id { get; set; }
    public Guid LoginId { get; set; }
    public required string Name { get; set; }
    public required string BrokerId { get; set; }
    public required string EnvironmentId { get; set; }
    /// <summary><c>paper</c>, <c>demo</c> or <c>live</c>.</summary>
    public required string EnvironmentKind { get; set; }
    public required string AccountId { get; set; }
    public required string AccountName { get; set; }
    public required string Currency { get; set; }
    public string? AccountRoute { get; set; }
    /// <summary><c>read</c> or <c>trade</c>.</summary>
    public required string Access { get; set; }
    public bool CanRead { get; set; }
    public bool CanTrade { get; set; }
    public bool? CanWithdraw { get; set; }
    public ConnectionIntent Intent { get; set; }
    public DateTimeOffset IntentSince { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>Something that happened to a row and must stand in the journal too; picked up by the desk, then marked.</summary>
public sealed class OutboxRow
{
    public long Id { get; set; }
    public Guid WorkspaceId { get; set; }
    /// <summary>Kind of the journal record, e.g. <c>connection_created</c>.</summary>
    public required string Kind { get; set; }
    public required string Actor { get; set; }
    /// <summary>JSON object; opaque ids only, no names, no account numbers.</summary>
    public required string Data { get; set; }
    public DateTimeOffset At { get; set; }
    public DateTimeOffset? JournaledAt { get; set; }
}
