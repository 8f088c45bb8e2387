using System.Globalization;

namespace Argix.Strategies.Core.Graph;

/// <summary>Moments as text, in UTC. Every intent has two of them, so they are made from the framework's quick format.</summary>
internal static class Stamps
{
    private const int Seconds = 19;

    /// <summary>Characters that a moment may take.</summary>
    public const int Longest = 28;

    /// <summary><c>v3:20260102T030405:buy</c>, an intent's id.</summary>
    public static string Id(int version, DateTimeOffset at, string block)
    {
        Span<char> s = stackalloc char[Seconds];
        at.UtcDateTime.TryFormat(s, out _, "s", CultureInfo.InvariantCulture);
        s[5..7].CopyTo(s[4..]);
        s[8..13].CopyTo(s[6..]);
        s[14..16].CopyTo(s[11..]);
        s[17..].CopyTo(s[13..]);
        return string.Create(CultureInfo.InvariantCulture, stackalloc char[128], $"v{version}:{s[..15]}:{block}");
    }

    /// <summary><c>2026-01-02T03:04:05Z</c>, with a fraction where there is one.</summary>
    public static ReadOnlySpan<char> Exact(DateTimeOffset at, Span<char> into)
    {
        if (at.UtcTicks % TimeSpan.TicksPerSecond != 0)
        {
            at.UtcDateTime.TryFormat(into, out var length, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
            return into[..length];
        }

        at.UtcDateTime.TryFormat(into, out _, "s", CultureInfo.InvariantCulture);
        into[Seconds] = 'Z';
        return into[..(Seconds + 1)];
    }
}
