namespace Argix.Strategies.Core.Graph;

/// <summary>Time zones by their IANA name.</summary>
internal static class Zones
{
    public static TimeZoneInfo? Find(string name) => name.Length is > 0 and <= 60 && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;
}
