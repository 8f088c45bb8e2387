using System.Globalization;
using Argix.Connections.Egress;
using Argix.Contracts.Manifest;
using Argix.Trading.Core.Lanes;

namespace Argix.Trading.Lanes;

/// <summary>The manifest's quotas as the lane's limiter needs them, and what an answer says of them. Pure.</summary>
internal static class QuotaReader
{
    public static bool IsShared(string scope) => scope is "ip" or "app";

    public static IReadOnlyList<QuotaRule> Rules(BrokerManifest manifest, bool shared) => [.. manifest.RateLimits
        .Where(r => r.Limit > 0 && r.Per > TimeSpan.Zero && IsShared(r.Scope) == shared)
        .Select(r => new QuotaRule(r.Bucket, r.Limit, r.Per, r.ReserveForCancels, r.Scope, Decay(r), r.Weights))];

    public static QuotaNews Read(BrokerManifest manifest, CallSeen seen, DateTimeOffset now)
    {
        var headers = seen.Answer.Headers;
        var rule = manifest.OnLimit.FirstOrDefault(l => l.Status == seen.Answer.Status);
        var refused = seen.Answer is { Status: > 0, Sent: Contracts.Sent.Yes } && (rule is not null || seen.Answer.Status == 429)
            ? new QuotaRefusal(Operation(seen.Call.Op), seen.Call.Bucket, rule?.Ban == true) : null;
        return new QuotaNews([.. manifest.RateLimits.Where(r => r.Headers is not null).Select(r => Count(r, headers, now)).OfType<QuotaCount>()], refused,
            refused is null ? null : RetryAfter(headers, now));
    }

    public static string Operation(Contracts.Op op) => op is Contracts.Op.Submit or Contracts.Op.Replace or Contracts.Op.Cancel ? op.ToString().ToLowerInvariant() : "read";

    private static QuotaCount? Count(RateLimitFact r, IReadOnlyDictionary<string, string> headers, DateTimeOffset now)
    {
        double? Number(string? name) => name is not null && headers.TryGetValue(name, out var text)
            && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n) && double.IsFinite(n) ? n : null;
        var (used, remaining) = (Number(r.Headers!.Used), Number(r.Headers.Remaining));
        return used is null && remaining is null ? null : new QuotaCount(r.Bucket, Number(r.Headers.Limit), used, remaining, Number(r.Headers.Reset) is { } reset ? ResetAt(r.Headers.Unit, reset, now) : null);
    }

    // A figure that makes no date is no news.
    private static DateTimeOffset? ResetAt(string unit, double reset, DateTimeOffset now) => unit switch
    {
        _ when reset is < 0 or > 1e13 => null,
        "epoch" => reset < 1e11 ? DateTimeOffset.FromUnixTimeSeconds((long)reset) : null,
        "epochMs" => DateTimeOffset.FromUnixTimeMilliseconds((long)reset),
        "ms" => now.AddMilliseconds(reset),
        _ => reset < 1e8 ? now.AddSeconds(reset) : null,
    };

    private static TimeSpan? RetryAfter(IReadOnlyDictionary<string, string> headers, DateTimeOffset now)
    {
        if (!headers.TryGetValue("Retry-After", out var text))
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.FromSeconds(seconds);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at > now ? at - now : null;
    }

    private static double? Decay(RateLimitFact r) => r.Kind == "decay" ? (double)(r.DecayPerSecond is > 0 and var d ? d : r.Limit / (decimal)r.Per.TotalSeconds) : null;
}
