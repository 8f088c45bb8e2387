using System.Text.Json;
using Argix.Contracts;
using Argix.Contracts.Manifest;

namespace Argix.Connections.OAuth;

/// <summary>What a token endpoint gave. Its text form shows nothing of it.</summary>
public sealed record Tokens(string Access, string? Refresh, TimeSpan? Lifetime, TimeSpan? RefreshLifetime, IReadOnlyList<string>? Scopes)
{
    public override string ToString() => "tokens";
}

/// <summary>What a failure of the token endpoint means for what we hold.</summary>
public enum TokenFailure
{
    /// <summary>There is none.</summary>
    None,
    /// <summary>Network, 429, 5xx: try again later; nothing is dropped.</summary>
    Passing,
    /// <summary>The grant is dead (<c>invalid_grant</c>): only a person can go on.</summary>
    Dead,
    /// <summary>Our registration is refused; the grant may well be alive.</summary>
    Client,
    /// <summary>An answer that makes no sense; the grant may well be alive.</summary>
    Strange,
}

/// <summary>A token endpoint's answer, read.</summary>
public sealed record TokenAnswer(Tokens? Tokens, TokenFailure Failure, string? Code, string Detail)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3660);

    public override string ToString() => Tokens is null ? $"{Failure} {Code}" : "tokens";

    /// <summary>No answer: nothing was learned.</summary>
    public static TokenAnswer Lost(string code, string detail) => new(null, TokenFailure.Passing, code, detail);

    /// <summary>Reads an answer. Pure; the broker's own words are not repeated.</summary>
    public static TokenAnswer Read(OAuthFact fact, int status, ReadOnlySpan<byte> body)
    {
        var json = Parse(body);
        if (fact.TokenOk.Contains(status))
        {
            return json is { } good ? Good(fact, good) : Strange("the broker's token answer is not JSON");
        }
        return json is { } bad && Text(bad, "error") is { } error ? Error(status, error) : Bare(status);
    }

    private static TokenAnswer Good(OAuthFact fact, JsonElement json)
    {
        if (Text(json, "error") is { } error)
        {
            return Error(400, error);
        }
        if (Text(json, "access_token") is not { Length: > 0 and <= 16 * 1024 } access || access.Any(c => c is <= ' ' or > '~'))
        {
            return Strange("the broker's answer holds no usable access token");
        }
        if (json.TryGetProperty("token_type", out var type) && !(type.ValueKind == JsonValueKind.String && string.Equals(type.GetString(), "bearer", StringComparison.OrdinalIgnoreCase)))
        {
            return Strange("the broker gave out another kind of token than bearer");
        }
        if (!Seconds(json, "expires_in", out var lifetime) || !Seconds(json, fact.Refresh.LifetimeFrom, out var refreshLifetime))
        {
            return Strange("the lifetime in the broker's answer makes no sense");
        }
        var refresh = fact.Refresh.Kind == "none" ? null : Text(json, "refresh_token") is { Length: > 0 } r ? r : null;
        var scopes = Text(json, "scope")?.Split(fact.ScopeSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new(new(access, refresh, lifetime ?? fact.AccessLifetime, refreshLifetime, scopes), TokenFailure.None, null, "");
    }

    private static TokenAnswer Error(int status, string error) => error switch
    {
        "invalid_grant" => new(null, TokenFailure.Dead, ErrorCodes.ReauthRequired, "The broker no longer takes this sign-in."),
        "invalid_client" or "unauthorized_client" => new(null, TokenFailure.Client, "oauth_client_invalid", "The broker does not accept this client's id or secret."),
        "temporarily_unavailable" or "server_error" or "slow_down" => new(null, TokenFailure.Passing, ErrorCodes.BrokerUnavailable, "The broker's sign-in service is not available just now."),
        _ when status is 429 or >= 500 => Bare(status),
        _ => Strange("the broker refused the token request"),
    };

    private static TokenAnswer Bare(int status) => status switch
    {
        429 => new(null, TokenFailure.Passing, ErrorCodes.RateLimited, "The broker's sign-in service asks for a pause."),
        >= 500 => new(null, TokenFailure.Passing, ErrorCodes.BrokerUnavailable, $"The broker's sign-in service failed (HTTP {status})."),
        401 => new(null, TokenFailure.Client, "oauth_client_invalid", "The broker does not accept this client's id or secret."),
        >= 300 and < 400 => Strange("the broker's token address redirects, which is not followed"),
        _ => Strange($"the broker's token address answered with HTTP {status}"),
    };

    private static TokenAnswer Strange(string what) => new(null, TokenFailure.Strange, ErrorCodes.BrokerProtocolError, char.ToUpperInvariant(what[0]) + what[1..] + ".");

    private static JsonElement? Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 8 });
            var json = JsonElement.ParseValue(ref reader);
            return json.ValueKind == JsonValueKind.Object ? json : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.String ? v.GetString() : null;

    // Absent is fine; there and senseless is not.
    private static bool Seconds(JsonElement json, string? name, out TimeSpan? span)
    {
        span = null;
        if (name is null || !json.TryGetProperty(name, out var v) || v.ValueKind == JsonValueKind.Null)
        {
            return true;
        }
        var text = v.ValueKind == JsonValueKind.String ? v.GetString() : v.ValueKind == JsonValueKind.Number ? v.GetRawText() : null;
        if (!decimal.TryParse(text, System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out var seconds)
            || seconds < 1 || seconds > (decimal)Longest.TotalSeconds)
        {
            return false;
        }
        span = TimeSpan.FromSeconds((double)Math.Floor(seconds));
        return true;
    }
}
