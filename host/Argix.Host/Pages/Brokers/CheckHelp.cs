using Argix.Connections;
using Argix.Plugins;

namespace Argix.Pages.Brokers;

/// <summary>A list of checks and the broker they were made at.</summary>
public sealed record CheckList(IReadOnlyList<CheckResult> Checks, BrokerEntry? Broker);

/// <summary>A link under a check. <paramref name="Label"/> tells links with the same text apart for those who hear them one by one.</summary>
public sealed record CheckLink(string Text, string Href, string? Label = null);

/// <summary>The links that stand under the result of a check. Pure.</summary>
public static class CheckHelp
{
    /// <summary>Of what failed: its code, and what it means at the broker where that says more. Of what passed or was skipped: one quiet link.</summary>
    public static IReadOnlyList<CheckLink> Links(CheckResult check, string? brokerName)
    {
        if (check.Status is "passed" or "skipped" && check.Code is null)
        {
            return [new("About this check", check.BrokerDocs, "About this check: " + BrokerWords.Check(check.Id))];
        }

        var code = check.Docs[(check.Docs.IndexOf('#') + 1)..];
        return check.BrokerDocs.EndsWith("#" + code, StringComparison.Ordinal) ? [new(code, check.Docs), new($"at {brokerName ?? "this broker"}", check.BrokerDocs)] : [new(code, check.Docs)];
    }
}
