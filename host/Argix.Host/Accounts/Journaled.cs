using System.Text.Json;
using Argix.Data;

namespace Argix.Accounts;

/// <summary>What happened to people's access, for the journal: opaque ids only, so that it can stay when a person goes.</summary>
internal static class Journaled
{
    public static OutboxRow Row(Guid workspace, string kind, string actor, TimeProvider clock, object data) =>
        new() { WorkspaceId = workspace, Kind = kind, Actor = actor, At = clock.GetUtcNow(), Data = JsonSerializer.Serialize(data) };
}
