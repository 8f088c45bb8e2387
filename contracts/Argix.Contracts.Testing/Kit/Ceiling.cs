using Argix.Contracts.Manifest;

namespace Argix.Contracts.Testing.Kit;

/// <summary>How far a manifest lets an adapter rise, and why not further. Facts decide; no author can raise it.</summary>
public sealed record Ceiling(Grade Grade, IReadOnlyList<string> Why)
{
    /// <summary>The ceiling of this manifest.</summary>
    public static Ceiling Of(BrokerManifest m)
    {
        if (m.Entry is null || m.Availability.State == Availability.DocsOnly)
        {
            return new Ceiling(Grade.None, ["a broker without code has no grade"]);
        }
        var silver = Silver(m).ToList();
        return silver.Count > 0 ? new Ceiling(Grade.Silver, silver) : Gold(m).ToList() is { Count: > 0 } gold ? new Ceiling(Grade.Gold, gold) : new Ceiling(Grade.Platinum, []);
    }

    private static IEnumerable<string> Silver(BrokerManifest m)
    {
        if (m.ClientOrderId.Lookup is "none" or "open")
        {
            yield return m.ClientOrderId.Lookup == "none" ? "orders cannot be looked up by our own id" : "the look-up by our own id does not cover closed orders";
        }
        if (m.Fills.Truth != "executions")
        {
            yield return "fills have no ids of their own: only an order's filled quantity counts";
        }
        if (m.Replace.Kind == "none")
        {
            yield return "orders cannot be changed";
        }
        if (m.Submit.MaxProcessingDelay is null)
        {
            yield return "how long an order may take to become visible is not known, so \"not found\" can never be concluded";
        }
        foreach (var unknown in Words(m))
        {
            yield return unknown;
        }
    }

    private static IEnumerable<string> Words(BrokerManifest m)
    {
        bool Knows(string op, string means, params string[] verdicts) => m.Errors.Any(r => (r.Op == "any" || r.Op == op) && (means.Length == 0 || r.Means == means) && verdicts.Contains(r.Verdict, StringComparer.Ordinal));
        if (!Knows("submit", ErrorCodes.InsufficientFunds, "refused") || !Knows("submit", ErrorCodes.UnknownInstrument, "refused"))
        {
            yield return "how the venue refuses an order for want of money, or of an unknown instrument, is not known: such an order stays in doubt until the venue has shown it";
        }
        if (!Knows("cancel", "", "tooLate", "noSuchOrder"))
        {
            yield return "how the venue answers a cancel that comes too late is not known";
        }
    }

    private static IEnumerable<string> Gold(BrokerManifest m)
    {
        if (m.ClientOrderId.Dedup == "none")
        {
            yield return "the venue does not refuse a repeated order id";
        }
        else if (m.ClientOrderId.Scope is not ("forever" or "window" or "day"))
        {
            yield return "the venue refuses a repeated order id only while the first is open";
        }
        if (!m.ClientOrderId.Proven)
        {
            yield return "how the venue treats our order id is not proven";
        }
        if (m.DeadMan.Kind == "none")
        {
            yield return "the venue has no dead-man switch";
        }
        if (m.RateLimits.FirstOrDefault(r => !r.Proven) is { } limit)
        {
            yield return $"the quota \"{limit.Bucket}\" is not proven";
        }
    }
}
