using Argix.Contracts.Manifest;

namespace Argix.Contracts.Testing.Kit;

/// <summary>What a manifest's call patterns may not say.</summary>
public static class CallPatterns
{
    private static readonly string[] Harmful = ["transfer", "withdraw", "payout", "whitelist", "beneficiar", "disburse", "deposit_addr", "sendmoney", "remit"];

    // Short words that stand in others: only as a whole part of the path, or of a word made of parts.
    private static readonly string[] HarmfulParts = ["wallet", "wallets", "ach", "wire", "wires", "bank", "banks", "journal", "journals", "payment", "payments", "send", "convert", "fiat"];

    /// <summary>The first pattern that could move money, or null.</summary>
    public static string? MovesMoney(BrokerManifest manifest) => All(manifest).FirstOrDefault(p => Says(p.ToLowerInvariant()));

    /// <summary>The first pattern that is wider than its purpose, or null.</summary>
    public static string? TooWide(BrokerManifest manifest)
    {
        foreach (var (op, patterns) in manifest.Calls)
        {
            foreach (var pattern in patterns)
            {
                var parts = pattern.Split(' ', 2);
                var path = parts.Length == 2 ? parts[1].Split('/', StringSplitOptions.RemoveEmptyEntries) : [];
                if (parts.Length != 2 || parts[0] is "*" or "")
                {
                    return $"{op}: {pattern} (names no method)";
                }
                if (op is "submit" or "replace" or "cancel" && (path.Length == 0 || path.All(s => s == "*") || parts[0] == "GET"))
                {
                    return $"{op}: {pattern}";
                }
                if (op is "read" or "probe" or "stream" && parts[0] is "DELETE" or "PUT" or "PATCH")
                {
                    return $"{op}: {pattern} (writes)";
                }
                if (op is "read" or "probe" && parts[0] == "POST" && manifest.Calls.Where(c => c.Key is "submit" or "replace" or "cancel").Any(c => c.Value.Contains(pattern, StringComparer.Ordinal)))
                {
                    return $"{op}: {pattern} (sends orders)";
                }
            }
        }
        return null;
    }

    private static IEnumerable<string> All(BrokerManifest manifest) => manifest.Calls.Values.SelectMany(p => p);

    private static bool Says(string pattern) => Harmful.Any(pattern.Contains)
        || pattern.Split('/', ' ', ':', '-', '_', '.').Any(part => HarmfulParts.Contains(part, StringComparer.Ordinal));
}
