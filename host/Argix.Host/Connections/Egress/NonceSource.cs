using System.Globalization;
using Argix.Data;
using Microsoft.EntityFrameworkCore;

namespace Argix.Connections.Egress;

/// <summary>
/// Strictly increasing numbers for venues that refuse an older one. One sequence serves all credentials, so a connection test and a lane that use the same key never cross.
/// What may be handed out is reserved in the database first, ten seconds of it at a time: a start after a crash, or with a clock that stepped back, begins above it.
/// </summary>
public sealed class NonceSource(OpenDb open, TimeProvider clock) : IDisposable
{
    internal const string Setting = "nonce_reserved";
    private const long Ahead = 10_000_000;
    private readonly SemaphoreSlim gate = new(1);
    private long last;
    private long reserved;

    /// <summary>The next one: microseconds since 1970, or one more than the last where the clock has not moved on.</summary>
    public async ValueTask<long> NextAsync(CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            if (reserved == 0)
            {
                last = await ReadAsync(ct);
            }
            var next = Math.Max((clock.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond, last + 1);
            if (next > reserved)
            {
                await ReserveAsync(next + Ahead, ct);
                reserved = next + Ahead;
            }
            return last = next;
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private async Task<long> ReadAsync(CancellationToken ct)
    {
        await using var db = open();
        var row = await db.Settings.AsNoTracking().FirstOrDefaultAsync(s => s.Name == Setting, ct);
        return row is null ? 0 : long.Parse(row.Value, CultureInfo.InvariantCulture);
    }

    private async Task ReserveAsync(long until, CancellationToken ct)
    {
        await using var db = open();
        var value = until.ToString(CultureInfo.InvariantCulture);
        if (await db.Settings.Where(s => s.Name == Setting).ExecuteUpdateAsync(s => s.SetProperty(x => x.Value, value), ct) == 0)
        {
            db.Settings.Add(new SettingRow { Name = Setting, Value = value });
            await db.SaveChangesAsync(ct);
        }
    }
}
