using Argix.Contracts;
using Argix.Contracts.Manifest;

namespace Argix.Connections;

/// <summary>What the host holds to be true after an order message. <paramref name="Code"/> is a word of the taxonomy.</summary>
public sealed record Conclusion(Verdict Verdict, string? Code);

/// <summary>
/// Concludes from what an adapter read and what the manifest's rules say. Pure.
/// An ending (refused, not sent, too late, no such order) needs both to say so; whatever is not matched is unknown.
/// </summary>
public static class ErrorRules
{
    /// <summary>The verdict on a submit, replace or cancel. <paramref name="provenNotSent"/>: the host saw that no order call left (<see cref="Egress.OrderCallScope"/>).</summary>
    public static Conclusion Conclude(BrokerManifest manifest, Op op, Outcome outcome, bool provenNotSent = false)
    {
        var rule = Match(manifest, Name(op), outcome.Evidence);
        if (provenNotSent)
        {
            // An acceptance without a byte sent is a contradiction: the plugin is wrong somewhere, so nothing is certain.
            return outcome.Verdict is Verdict.Accepted or Verdict.Pending
                ? new(Verdict.Unknown, ErrorCodes.BrokerProtocolError)
                : new(Verdict.NotSent, rule?.Means ?? ErrorCodes.BrokerUnreachable);
        }
        return outcome.Verdict is Verdict.Accepted or Verdict.Pending
            ? new(outcome.Verdict, null)
            : new(Together(op, outcome.Verdict, rule?.Verdict), rule?.Means);
    }

    /// <summary>
    /// The first rule that matches. Rules with a text go before those without, because venues use one code for several things.
    /// A rule without any condition matches nothing: it would declare every answer definitive.
    /// </summary>
    public static ErrorRule? Match(BrokerManifest manifest, string op, Evidence evidence) =>
        manifest.Errors.Where(r => r.Text is not null).FirstOrDefault(r => Fits(r, op, evidence))
        ?? manifest.Errors.Where(r => r.Text is null).FirstOrDefault(r => Fits(r, op, evidence));

    private static bool Fits(ErrorRule rule, string op, Evidence evidence) =>
        (rule.Op == "any" || rule.Op == op)
        && (rule.Status is not null || rule.Code is not null || rule.Text is not null)
        && (rule.Status is null || rule.Status == evidence.Status)
        && (rule.Code is null || string.Equals(rule.Code, evidence.Code, StringComparison.Ordinal))
        && (rule.Text is null || evidence.Text?.Contains(rule.Text, StringComparison.OrdinalIgnoreCase) == true);

    private static Verdict Together(Op op, Verdict said, string? rule) => (said, rule) switch
    {
        (Verdict.Refused, "refused") => Verdict.Refused,
        (Verdict.Refused or Verdict.NotSent, "notSent") => Verdict.NotSent,
        // Only ever leads to a look-up, so one of the two is enough.
        (Verdict.Duplicate, _) or (Verdict.Refused or Verdict.Unknown, "duplicate") => Verdict.Duplicate,
        (Verdict.Refused or Verdict.TooLate, "tooLate") when op is not Op.Submit => Verdict.TooLate,
        (Verdict.Refused or Verdict.NoSuchOrder, "noSuchOrder") when op is not Op.Submit => Verdict.NoSuchOrder,
        _ => Verdict.Unknown,
    };

    private static string Name(Op op) => op switch
    {
        Op.Submit => "submit",
        Op.Replace => "replace",
        Op.Cancel => "cancel",
        Op.Read => "read",
        Op.Probe => "probe",
        _ => "",
    };
}
