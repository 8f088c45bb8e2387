using Argix.Contracts.Manifest;
using Argix.Data;

namespace Argix.Connections.OAuth;

/// <summary>The parameters of a callback as they came, each with all its values.</summary>
public sealed record CallbackQuery(string Method, string BrokerId, IReadOnlyDictionary<string, IReadOnlyList<string>> Values)
{
    /// <summary>The value of a parameter that is there exactly once.</summary>
    public string? One(string name) => Values.TryGetValue(name, out var all) && all.Count == 1 ? all[0] : null;

    public override string ToString() => $"callback of {BrokerId}";
}

/// <summary>Who is at the browser that came back.</summary>
public sealed record CallbackPerson(Guid WorkspaceId, string UserId, Guid? SessionId);

/// <summary>What is to be done with a callback.</summary>
public enum CallbackStep
{
    /// <summary>Nothing: it is not an answer to anything this person began.</summary>
    Refuse,
    /// <summary>This person has been here with it before (reload, Back): show how it ended, exchange nothing.</summary>
    ShowAgain,
    /// <summary>The broker says no; show it in our words.</summary>
    Denied,
    /// <summary>Exchange the code.</summary>
    Exchange,
}

/// <summary>The decision, with the word of the taxonomy for a refusal and the reason for the log and the page.</summary>
public sealed record CallbackDecision(CallbackStep Step, string? Code, string Why, string? AuthorizationCode = null)
{
    public override string ToString() => $"{Step} {Code}: {Why}";
}

/// <summary>Decides on a callback in one fixed order. Pure: the caller has looked the flow up by the hash of the state.</summary>
public static class CallbackRules
{
    private const int LongestValue = 4096;
    private static readonly string[] Singles = ["code", "error", "error_description", "error_uri", "state", "iss", "scope"];

    /// <summary>Steps 1 and 2: a request that could be an answer at all. Null when it could.</summary>
    public static CallbackDecision? Shape(CallbackQuery query, string codeParam)
    {
        if (query.Method != "GET")
        {
            return Refuse("the broker's answer comes as GET");
        }
        if (Singles.Append(codeParam).Any(name => query.Values.TryGetValue(name, out var all) && all.Count != 1))
        {
            return Refuse("a parameter came more than once");
        }
        if (query.Values.Any(v => v.Value.Any(text => text.Length > LongestValue)))
        {
            return Refuse("a parameter is too long");
        }
        return string.IsNullOrEmpty(query.One(codeParam)) == string.IsNullOrEmpty(query.One("error"))
            ? Refuse("there must be either a code or an error")
            : string.IsNullOrEmpty(query.One("state")) ? Refuse("the state is missing") : null;
    }

    /// <summary>Step 3: whether the state is this person's, unused and young. Null when it is.</summary>
    public static CallbackDecision? State(CallbackQuery query, OAuthFlowRow? flow, CallbackPerson person, DateTimeOffset now)
    {
        if (flow is null || flow.BrokerId != query.BrokerId)
        {
            return Refuse("the state is not known here");
        }
        if (flow.WorkspaceId != person.WorkspaceId || flow.UserId != person.UserId)
        {
            return Refuse("somebody else began it");
        }
        // Begun with an API token, it has no session to come back to: any session of the same user then.
        if (flow.SessionId is { } session && session != person.SessionId)
        {
            return Refuse("it began in another session");
        }
        if (person.SessionId is null)
        {
            return Refuse("it ends in a browser session only");
        }
        return flow.UsedAt is not null ? new(CallbackStep.ShowAgain, null, "it was used before")
            : now >= flow.ExpiresAt ? Refuse("it is too old") : null;
    }

    /// <summary>Steps 5 and 6, after the state was marked as used (4): issuer, then the broker's own refusal.</summary>
    public static CallbackDecision Answer(CallbackQuery query, OAuthFlowRow flow, OAuthFact fact)
    {
        var said = query.One("iss");
        if ((said is null && fact.IssuerRequired) || (said is not null && !string.Equals(said, flow.Issuer, StringComparison.Ordinal)))
        {
            return Refuse("the answer does not come from the broker that was asked (iss)");
        }
        return query.One("error") is { Length: > 0 } error ? Denied(error) : new(CallbackStep.Exchange, null, "", query.One(fact.CodeParam));
    }

    private static CallbackDecision Denied(string error) => new(CallbackStep.Denied, error switch
    {
        "access_denied" or "consent_required" or "login_required" or "interaction_required" or "account_selection_required" => "oauth_denied",
        "unauthorized_client" or "invalid_client" or "invalid_request" or "unsupported_response_type" => "oauth_client_invalid",
        "invalid_scope" => "insufficient_scope",
        "temporarily_unavailable" or "server_error" => "broker_unavailable",
        _ => "oauth_denied",
    }, "the broker ended the sign-in");

    private static CallbackDecision Refuse(string why) => new(CallbackStep.Refuse, "oauth_state_invalid", why);
}
