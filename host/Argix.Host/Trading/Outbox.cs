using System.Text.Json;
using Argix.Data;
using Argix.Errors;
using Argix.Trading.Core;
using Argix.Trading.Desks;
using Microsoft.EntityFrameworkCore;

namespace Argix.Trading;

/// <summary>Carries what happened to rows into the journal, in order. A crash between journal and mark repeats nothing: the desk knows the last row it took.</summary>
public sealed class Outbox(DbFactory db, DeskRegistry desks, TimeProvider clock)
{
    public async Task CarryAsync(CancellationToken ct)
    {
        await using var data = db.Open();
        foreach (var row in await data.Outbox.Where(o => o.JournaledAt == null).OrderBy(o => o.Id).Take(100).ToListAsync(ct))
        {
            try
            {
                await desks.Get(row.WorkspaceId).DecideAsync(new Note(row.At, row.Actor, row.Kind, JsonDocument.Parse(row.Data).RootElement.Clone(), row.Id));
                row.JournaledAt = clock.GetUtcNow();
            }
            catch (ArgixException)
            {
                continue; // that desk's journal is closed; the row waits
            }
        }

        await data.SaveChangesAsync(ct);
    }
}
