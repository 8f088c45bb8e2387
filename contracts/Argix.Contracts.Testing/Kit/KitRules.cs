using Argix.Contracts.Manifest;

namespace Argix.Contracts.Testing.Kit;

/// <summary>The host's conclusions from a manifest, as far as the kit needs them; a test of the platform holds the two side by side.</summary>
public static class KitRules
{
    /// <summary>Why the host would not let this call out, or null.</summary>
    public static string? Refuses(BrokerManifest manifest, string environmentId, Call call)
    {
        if (manifest.Environments.FirstOrDefault(e => e.Id == environmentId)?.Endpoints.GetValueOrDefault(call.Endpoint) is not { } endpoint)
        {
            return "the environment has no such endpoint";
        }
        var path = call.Path.Split('?', 2)[0] is { Length: > 0 } p ? p : "/";
        if (path[0] != '/' || path.Contains("//", StringComparison.Ordinal) || path.Any(c => c is '\\' or '#' or <= ' ' or > '~'))
        {
            return "the path is not a plain one";
        }
        var patterns = call.Op == Op.Unknown ? [] : manifest.Calls.GetValueOrDefault(call.Op.ToString().ToLowerInvariant(), []);
        var whole = call.Op == Op.Stream && path == "/" && Uri.TryCreate(endpoint, UriKind.Absolute, out var url) ? url.AbsolutePath : path;
        return patterns.Any(pattern => pattern != "*" && (FaultScript.Matches(pattern, call.Method, path) || FaultScript.Matches(pattern, call.Method, whole))) ? null : "the manifest does not list this call";
    }

    /// <summary>How the host changes orders by this manifest: a new order of which it is not known that it goes on counting is not asked for; the host cancels and places the rest anew.</summary>
    public static string ReplaceKind(BrokerManifest manifest) => manifest.Replace is { Kind: "newId", QuantityMeans: not "total" } ? "cancelNew" : manifest.Replace.Kind;

    /// <summary>What the host concludes from an outcome, and the word of the taxonomy for it.</summary>
    public static (Verdict Verdict, string? Code) Conclude(BrokerManifest manifest, Op op, Outcome outcome, bool provenNotSent)
    {
        var rule = Match(manifest, op, outcome.Evidence);
        var accepted = outcome.Verdict is Verdict.Accepted or Verdict.Pending;
        return (provenNotSent, accepted) switch
        {
            (true, true) => (Verdict.Unknown, ErrorCodes.BrokerProtocolError),
            (true, false) => (Verdict.NotSent, rule?.Means ?? ErrorCodes.BrokerUnreachable),
            (false, true) => (outcome.Verdict, null),
            _ => (Together(op, outcome.Verdict, rule?.Verdict), rule?.Means),
        };
    }

    /// <summary>The rule that an answer meets: those with a text go first.</summary>
    public static ErrorRule? Match(BrokerManifest manifest, Op op, Evidence evidence)
    {
        var name = op.ToString().ToLowerInvariant();
        bool Fits(ErrorRule r) => (r.Op == "any" || r.Op == name)
            && (r.Status is not null || r.Code is not null || r.Text is not null)
            && (r.Status is null || r.Status == evidence.Status)
            && (r.Code is null || string.Equals(r.Code, evidence.Code, StringComparison.Ordinal))
            && (r.Text is null || evidence.Text?.Contains(r.Text, StringComparison.OrdinalIgnoreCase) == true);
        return manifest.Errors.Where(r => r.Text is not null).FirstOrDefault(Fits) ?? manifest.Errors.Where(r => r.Text is null).FirstOrDefault(Fits);
    }

    private static Verdict Together(Op op, Verdict said, string? rule) => (said, rule) switch
    {
        (Verdict.Refused, "refused") => Verdict.Refused,
        (Verdict.Refused or Verdict.NotSent, "notSent") => Verdict.NotSent,
        (Verdict.Duplicate, _) or (Verdict.Refused or Verdict.Unknown, "duplicate") => Verdict.Duplicate,
        (Verdict.Refused or Verdict.TooLate, "tooLate") when op is not Op.Submit => Verdict.TooLate,
        (Verdict.Refused or Verdict.NoSuchOrder, "noSuchOrder") when op is not Op.Submit => Verdict.NoSuchOrder,
        _ => Verdict.Unknown,
    };
}

/// <summary>A case did not end as it should.</summary>
public sealed class KitFailure(string message) : Exception(message);
