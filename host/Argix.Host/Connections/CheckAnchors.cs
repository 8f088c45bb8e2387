using Argix.Contracts;
using Argix.Plugins;

namespace Argix.Connections;

/// <summary>Where the result of a check is explained: its code in general, and at this broker. Pure.</summary>
public static class CheckAnchors
{
    /// <summary>The result with both anchors, whether it passed or not.</summary>
    public static CheckResult Anchored(this CheckResult check, BrokerEntry broker)
    {
        var code = check.Code ?? Usual(check.Id);
        return check with
        {
            Docs = "/docs/errors#" + code,
            BrokerDocs = $"/docs/broker/{broker.Id}#" + ((check.Code is not null || check.Status is "failed" or "warning") && Explains(broker.Docs, code) ? code : Of(check.Id)),
        };
    }

    /// <summary>The anchor of a check on a broker's page.</summary>
    public static string Of(string check) => "check-" + check;

    /// <summary>Whether a broker's page has a heading of its own for this code.</summary>
    public static bool Explains(string? markdown, string code) =>
        markdown is not null && markdown.Split('\n').Any(l => l.StartsWith("### ", StringComparison.Ordinal) && l[4..].Trim() == code);

    /// <summary>What is wrong when a check says no more than its name.</summary>
    public static string Usual(string check) => check switch
    {
        CheckIds.Dns or CheckIds.Tls => ErrorCodes.BrokerUnreachable,
        CheckIds.Clock => ErrorCodes.ClockSkew,
        CheckIds.Authentication => ErrorCodes.InvalidCredentials,
        CheckIds.Permissions => ErrorCodes.InsufficientScope,
        CheckIds.Account => ErrorCodes.WrongAccount,
        _ => ErrorCodes.BrokerProtocolError,
    };
}
