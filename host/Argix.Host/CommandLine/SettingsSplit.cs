namespace Argix.CommandLine;

/// <summary>
/// Tells configuration (<c>--Urls http://…</c>, <c>--Data:Directory=/srv/argix</c>) from options (<c>--email</c>):
/// settings begin with a capital letter or hold a colon, options never do.
/// </summary>
public static class SettingsSplit
{
    private static readonly string[] FrameworkKeys = ["urls", "environment", "contentRoot", "applicationName"];

    public static (string[] Command, string[] Settings) Split(IReadOnlyList<string> args)
    {
        var command = new List<string>();
        var settings = new List<string>();
        for (var i = 0; i < args.Count; i++)
        {
            if (!IsSetting(args[i]))
            {
                command.Add(args[i]);
                continue;
            }
            settings.Add(args[i]);
            if (!args[i].Contains('=') && i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal))
                settings.Add(args[++i]);
        }
        return ([.. command], [.. settings]);
    }

    private static bool IsSetting(string arg)
    {
        if (!arg.StartsWith("--", StringComparison.Ordinal) || arg.Length < 3)
            return false;
        var key = arg[2..].Split('=')[0];
        return char.IsAsciiLetterUpper(key[0]) || key.Contains(':') || FrameworkKeys.Contains(key, StringComparer.Ordinal);
    }
}
