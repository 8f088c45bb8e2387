using System.Xml;

namespace Argix.Strategies.Core.Graph;

/// <summary>ISO 8601 durations of bars. Months and years have no fixed length, so a bar can't be one.</summary>
public static class Durations
{
    public static TimeSpan? Parse(string text)
    {
        try
        {
            return text.Split('T')[0].AsSpan().IndexOfAny('Y', 'M') >= 0 ? null : XmlConvert.ToTimeSpan(text);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>From a second to a month.</summary>
    public static bool IsBar(string text) => Parse(text) is { } size && size >= TimeSpan.FromSeconds(1) && size <= TimeSpan.FromDays(31);
}
