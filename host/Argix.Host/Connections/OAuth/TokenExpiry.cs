using Argix.Contracts.Manifest;
using Argix.Data;

namespace Argix.Connections.OAuth;

/// <summary>How an access token stands.</summary>
public enum TokenAge { Good, Due, Over }

/// <summary>When tokens are renewed, when they end for good, and when that is announced. Pure.</summary>
public static class TokenExpiry
{
    /// <summary>How long ahead the end of an access is announced.</summary>
    public static readonly IReadOnlyList<TimeSpan> Ahead = [TimeSpan.FromDays(7), TimeSpan.FromDays(1), TimeSpan.FromHours(1)];
    private static readonly TimeSpan LongestMargin = TimeSpan.FromMinutes(5);

    /// <summary>Due in the last fifth of its life (at most five minutes); over a moment before the broker thinks so.</summary>
    public static TokenAge Judge(LoginTokenRow row, DateTimeOffset now)
    {
        if (row.AccessExpiresAt is not { } end)
        {
            return TokenAge.Good;
        }
        var life = end - row.RefreshedAt;
        var margin = life / 5 < LongestMargin ? life / 5 : LongestMargin;
        var moment = margin / 5;
        return now >= end - moment ? TokenAge.Over : now >= end - margin ? TokenAge.Due : TokenAge.Good;
    }

    /// <summary>From when on only a person can go on; null when nothing is known to end.</summary>
    public static DateTimeOffset? Ends(OAuthFact fact, Tokens tokens, DateTimeOffset now, DateTimeOffset consentedAt, DateTimeOffset? before)
    {
        if (fact.Refresh.Kind == "none")
        {
            return now + tokens.Lifetime;
        }
        var deadline = consentedAt + fact.Refresh.HardDeadline;
        // Refreshing moves the end only where the broker gives out a new refresh token with a life of its own.
        var own = tokens.RefreshLifetime is { } life ? now + life : before;
        return deadline is null ? own : own is null || deadline < own ? deadline : own;
    }

    /// <summary>The announcement that is due now, in minutes ahead; null when none is, or it was made.</summary>
    public static int? Announcement(LoginTokenRow row, DateTimeOffset now)
    {
        if (row.EndsAt is not { } end || row.ReauthSince is not null)
        {
            return null;
        }
        var left = end - now;
        var due = Ahead.Where(a => left <= a).Select(a => (int?)a.TotalMinutes).Min();
        return due is { } minutes && (row.AnnouncedMinutes == 0 || minutes < row.AnnouncedMinutes) ? minutes : null;
    }
}
