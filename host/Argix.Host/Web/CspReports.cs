using System.Text;
using System.Threading.RateLimiting;

namespace Argix.Web;

/// <summary>Where browsers report what the content policy stopped. Logged, bounded, never stored.</summary>
public sealed class CspReports(ILogger<CspReports> log, TimeProvider clock) : IDisposable
{
    private const int MostBytes = 16 * 1024;
    private readonly FixedWindowRateLimiter budget = new(new FixedWindowRateLimiterOptions { PermitLimit = 30, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 });
    private long count;

    /// <summary>Reports since the start; a healthy browser sends none.</summary>
    public long Count => Interlocked.Read(ref count);

    public DateTimeOffset? LastAt { get; private set; }

    public async Task<IResult> Receive(HttpContext context)
    {
        var buffer = new byte[MostBytes];
        var length = await context.Request.Body.ReadAtLeastAsync(buffer, MostBytes, throwOnEndOfStream: false, context.RequestAborted);
        Interlocked.Increment(ref count);
        LastAt = clock.GetUtcNow();
        using var permit = budget.AttemptAcquire();
        if (permit.IsAcquired) log.LogWarning("Content policy report: {Report}", OneLine(Encoding.UTF8.GetString(buffer, 0, Math.Min(length, 2048))));
        return Results.NoContent();
    }

    public void Dispose() => budget.Dispose();

    // A report is a stranger's text: no line breaks or control characters into the log.
    private static string OneLine(string text) => new([.. text.Select(c => char.IsControl(c) ? ' ' : c)]);
}
