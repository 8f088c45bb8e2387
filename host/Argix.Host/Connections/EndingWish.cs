using System.Text.Json;
using Argix.Data;
using Microsoft.EntityFrameworkCore;

namespace Argix.Connections;

/// <summary>
/// What a person chose when they ended a connection, and the orders that were open then. It stands in the outbox, written in one step with the connection's new
/// state, so a restart goes on with the same choice.
/// </summary>
internal sealed record EndingWish(OpenOrdersChoice Choice, IReadOnlyList<Guid> Orders)
{
    public const string Kind = "connection_disconnecting";

    /// <summary>The wish as an outbox row. Orders of an earlier wish are kept: what became of them is told in the end, too.</summary>
    public static async Task<OutboxRow> RowAsync(ArgixDb db, ConnectionRow row, OpenOrdersChoice choice, IEnumerable<Guid> open, string actor, TimeProvider clock, CancellationToken ct)
    {
        IReadOnlyList<Guid> earlier = row.Intent == ConnectionIntent.Disconnecting ? (await OfAsync(db, row, ct)).Orders : [];
        return Outbox.Row(row, Kind, actor, clock, new { connectionId = row.Id, openOrders = choice.ToString().ToLowerInvariant(), orders = earlier.Union(open) });
    }

    /// <summary>The newest wish for this connection.</summary>
    public static async Task<EndingWish> OfAsync(ArgixDb db, ConnectionRow row, CancellationToken ct)
    {
        var id = row.Id.ToString();
        var found = await db.Outbox.AsNoTracking().Where(o => o.WorkspaceId == row.WorkspaceId && o.Kind == Kind && o.Data.Contains(id))
            .OrderByDescending(o => o.Id).Select(o => o.Data).FirstOrDefaultAsync(ct);
        if (found is null)
        {
            return new(OpenOrdersChoice.Cancel, []); // begun by a version that wrote none down
        }
        var data = JsonDocument.Parse(found).RootElement;
        return new(ConnectionService.ParseChoice(data.GetProperty("openOrders").GetString()), [.. data.GetProperty("orders").EnumerateArray().Select(o => o.GetGuid())]);
    }
}
