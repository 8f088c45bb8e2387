using System.Globalization;
using System.Text.RegularExpressions;

namespace Argix.Plugins;

/// <summary>A semantic version, ordered by the rules of semver.org (build metadata does not count).</summary>
internal sealed partial record SemanticVersion(int Major, int Minor, int Patch, string Pre) : IComparable<SemanticVersion>
{
    public static SemanticVersion? Parse(string? text)
    {
        var m = Shape().Match(text ?? "");
        return !m.Success ? null : new(Number(m, "major"), Number(m, "minor"), Number(m, "patch"), m.Groups["pre"].Value);
    }

    public int CompareTo(SemanticVersion? other)
    {
        if (other is null)
            return 1;
        var numbers = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        if (numbers != 0 || Pre == other.Pre)
            return numbers;
        // A pre-release comes before its release.
        return Pre.Length == 0 ? 1 : other.Pre.Length == 0 ? -1 : ComparePre(Pre.Split('.'), other.Pre.Split('.'));
    }

    private static int ComparePre(string[] left, string[] right)
    {
        foreach (var (a, b) in left.Zip(right))
        {
            var bothNumbers = long.TryParse(a, CultureInfo.InvariantCulture, out var x) & long.TryParse(b, CultureInfo.InvariantCulture, out var y);
            var order = bothNumbers ? x.CompareTo(y) : string.CompareOrdinal(a, b);
            if (order != 0)
                return order;
        }

        return left.Length.CompareTo(right.Length);
    }

    private static int Number(Match m, string group) => int.Parse(m.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A(?<major>\d{1,6})\.(?<minor>\d{1,6})\.(?<patch>\d{1,6})(-(?<pre>[0-9A-Za-z.-]{1,40}))?(\+[0-9A-Za-z.-]{1,40})?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Shape();
}

/// <summary>A range of contract versions such as <c>&gt;=1.0 &lt;2.0</c>: all comparators must hold.</summary>
internal static partial class ContractRange
{
    /// <summary>Null when the range cannot be read.</summary>
    public static bool? Contains(string range, Version version)
    {
        var parts = range.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var held = parts.Select(p => Holds(p, version)).ToList();
        return held.Count == 0 || held.Contains(null) ? null : held.TrueForAll(h => h == true);
    }

    private static bool? Holds(string comparator, Version version)
    {
        var m = Shape().Match(comparator);
        if (!m.Success)
            return null;
        var what = m.Groups["what"].Value;
        var order = Three(version).CompareTo(Three(Version.Parse(what.Contains('.') ? what : what + ".0")));
        return m.Groups["how"].Value switch { ">=" => order >= 0, ">" => order > 0, "<=" => order <= 0, "<" => order < 0, _ => order == 0 };
    }

    private static Version Three(Version v) => new(v.Major, v.Minor, Math.Max(v.Build, 0));

    [GeneratedRegex(@"\A(?<how>>=|<=|>|<|=|)(?<what>\d{1,6}(\.\d{1,6}){0,2})\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Shape();
}
