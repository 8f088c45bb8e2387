using System.Text.Json;
using Argix.Data;

namespace Argix.Connections;

/// <summary>What happened to a connection, for the journal. Opaque ids and fingerprints only.</summary>
internal static class Outbox
{
    public static OutboxRow Row(ConnectionRow connection, string kind, string actor, TimeProvider clock, object? data = null) => new()
    {
        WorkspaceId = connection.WorkspaceId,
        Kind = kind,
        Actor = actor,
        At = clock.GetUtcNow(),
        Data = JsonSerializer.Serialize(data ?? new { connectionId = connection.Id }),
    };
}
