using Argix.Contracts.Manifest;

namespace Argix.Simulation;

/// <summary>What a venue remembers of our order ids, what it lets us look up, and how it tells fills: one value per class that real venues fall into.</summary>
public sealed record VenueKind(string Dedup, string Lookup, string Truth, bool Streams, TimeSpan Delay, string Rejects, string Replaces = "none", string? QuantityMeans = null, TimeSpan? Heartbeat = null)
{
    public static readonly string[] Dedups = ["forever", "open", "window", "label", "none"];

    /// <summary>Venues that echo our id in their reports.</summary>
    public bool Echoes => Dedup != "none";

    public static VenueKind Draw(Rng rng, string? only = null)
    {
        var drawn = rng.Pick(Dedups);
        var dedup = only ?? drawn;
        var lookup = dedup == "none" ? "none" : rng.Pick("all", "all", "open", "none");
        return new VenueKind(dedup, lookup, rng.Pick("executions", "cumulative"), rng.Chance(0.8), TimeSpan.FromSeconds(rng.Between(2, 15)), rng.Pick("listed", "forgotten"), rng.Pick("inPlace", "newId", "newId", "cancelNew", "none"), rng.Pick("total", "total", "remaining"), rng.Chance(0.5) ? TimeSpan.FromSeconds(rng.Between(3, 10)) : null);
    }

    public BrokerManifest Manifest() => new()
    {
        Id = "simulated", Name = "Simulated", Version = "1.0.0",
        ClientOrderId = new ClientOrderIdFact { Form = Echoes ? "uuid" : "none", Scope = Dedup, Dedup = Dedup, Lookup = Lookup },
        Submit = new SubmitFact { MaxProcessingDelay = Delay, Deadline = TimeSpan.FromSeconds(5) },
        Replace = new ReplaceFact { Kind = Replaces, QuantityMeans = QuantityMeans },
        Fills = new FillsFact { Truth = Truth },
        Errors =
        [
            new ErrorRule { Op = "submit", Status = 422, Code = "no_funds", Means = "insufficient_funds", Verdict = "refused" },
            new ErrorRule { Op = "submit", Status = 422, Code = "seen", Means = "duplicate_order", Verdict = "duplicate" },
            new ErrorRule { Op = "submit", Status = 429, Means = "rate_limited", Verdict = "notSent" },
            new ErrorRule { Op = "cancel", Status = 422, Code = "too_late", Means = "order_not_cancellable", Verdict = "tooLate" },
            new ErrorRule { Op = "cancel", Status = 404, Code = "no_order", Means = "order_not_found", Verdict = "noSuchOrder" },
            new ErrorRule { Op = "replace", Status = 422, Code = "too_late", Means = "order_not_cancellable", Verdict = "tooLate" },
            new ErrorRule { Op = "replace", Status = 404, Code = "no_order", Means = "order_not_found", Verdict = "noSuchOrder" },
            new ErrorRule { Op = "replace", Status = 422, Code = "no_funds", Means = "insufficient_funds", Verdict = "refused" },
            new ErrorRule { Op = "replace", Status = 429, Means = "rate_limited", Verdict = "notSent" },
            new ErrorRule { Op = "any", Status = 500, Means = "broker_unreachable", Verdict = "unknown" },
        ],
    };
}
