using Argix.Connections;
using Argix.Contracts;
using Argix.Plugins;

namespace Argix.Pages.Brokers;

/// <summary>A list of checks and the broker they were made at.</summary>
public sealed record CheckList(IReadOnlyList<CheckResult> Checks, BrokerEntry? Broker);

/// <summary>Where the result of a check is explained: the code in general, and what it means at this broker. Pure.</summary>
public static class CheckHelp
{
    /// <summary>Links with their words; none for a check that passed.</summary>
    public static IReadOnlyList<(string Text, string Href)> Links(CheckResult check, BrokerEntry? broker)
    {
        if (check.Status is "passed" or "skipped" && check.Code is null)
        {
            return [];
        }

        var code = check.Code ?? Usual(check.Id);
        return broker is not null && Explains(broker.Docs, code)
            ? [(code, "/docs/errors#" + code), ("at " + broker.Manifest.Name, $"/docs/broker/{broker.Id}#{code}")]
            : [(code, "/docs/errors#" + code)];
    }

    /// <summary>Whether a broker's page has a heading of its own for this code.</summary>
    public static bool Explains(string? markdown, string code) =>
        markdown is not null && markdown.Split('\n').Any(l => l.StartsWith("### ", StringComparison.Ordinal) && l[4..].Trim() == code);

    // What is wrong when a check says no more than its name.
    private static string Usual(string check) => check switch
    {
        CheckIds.Dns or CheckIds.Tls => ErrorCodes.BrokerUnreachable,
        CheckIds.Clock => ErrorCodes.ClockSkew,
        CheckIds.Authentication => ErrorCodes.InvalidCredentials,
        CheckIds.Permissions => ErrorCodes.InsufficientScope,
        CheckIds.Account => ErrorCodes.WrongAccount,
        _ => ErrorCodes.BrokerProtocolError,
    };
}
