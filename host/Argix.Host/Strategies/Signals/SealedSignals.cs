using Argix.Data;
using Argix.Keys;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace Argix.Strategies.Signals;

/// <summary>Seals the secrets of inbound signals anew after a change of keys.</summary>
internal sealed class SealedSignals(DbFactory contexts, IDataProtectionProvider protection) : IReseal
{
    public async Task<int> ResealAsync(Guid key, CancellationToken cancel)
    {
        await using var db = contexts.Open();
        var done = 0;
        foreach (var row in await db.Strategies.AsNoTracking().ToListAsync(cancel))
        {
            var stored = StoredStrategy.Read(row.Parameters);
            if (stored.SignalSecret is not { } old || SealedText.KeyOf(old) == key)
                continue;
            var seal = SignalService.Protector(protection, row.WorkspaceId, row.Id);
            var fresh = (stored with { SignalSecret = seal.Protect(seal.Unprotect(old)) }).Write();
            // A strategy that is changed at this moment keeps its change and the old seal, which still opens; the next keys rotate takes it along.
            done += await db.Strategies.Where(s => s.WorkspaceId == row.WorkspaceId && s.Id == row.Id && s.Parameters == row.Parameters)
                .ExecuteUpdateAsync(s => s.SetProperty(x => x.Parameters, fresh), cancel);
        }
        return done;
    }
}
