using Argix.Contracts;

namespace Argix.Connections.Egress;

/// <summary>Holds calls against the method and path patterns of the manifest, so that a plugin can only do what its manifest says. Pure.</summary>
public static class CallRules
{
    /// <summary>Why the call may not be made, or null. <paramref name="basePath"/>: the path of a stream's whole URL, which a stream call may name too.</summary>
    public static string? Refuse(IReadOnlyDictionary<string, IReadOnlyList<string>> calls, Call call, string? basePath = null)
    {
        var path = call.Path.Split('?', 2)[0];
        if (path.Length == 0)
        {
            path = "/";
        }
        if (Unclean(path, isWrite: call.Op is Op.Submit or Op.Replace or Op.Cancel))
        {
            return "the path is not a plain one";
        }
        var patterns = call.Op == Op.Unknown ? [] : calls.GetValueOrDefault(call.Op.ToString().ToLowerInvariant(), []);
        return patterns.Any(p => Fits(p, call.Method, path) || (path == "/" && basePath is not null && Fits(p, call.Method, basePath)))
            ? null
            : "the manifest does not list this call";
    }

    private static bool Fits(string pattern, string method, string path)
    {
        var parts = pattern.Split(' ', 2);
        if (parts.Length != 2 || parts[0] != method)
        {
            return false;
        }
        var wanted = parts[1].Split('/');
        var given = path.Split('/');
        return wanted.Length == given.Length && wanted.Zip(given).All(s => s.First == "*" ? s.Second.Length > 0 : s.First == s.Second);
    }

    // What a server may read as another path than the one that was matched.
    private static bool Unclean(string path, bool isWrite)
    {
        if (path[0] != '/' || path.Contains("//", StringComparison.Ordinal) || path.Any(c => c is '\\' or '#' or <= ' ' or > '~'))
        {
            return true;
        }
        if (!path.Contains('%', StringComparison.Ordinal))
        {
            return HasDots(path);
        }
        var decoded = Uri.UnescapeDataString(Uri.UnescapeDataString(path));
        return HasDots(decoded) || decoded.Any(char.IsControl) || (isWrite && decoded.Count(c => c is '/' or '\\') != path.Count(c => c == '/'));
    }

    private static bool HasDots(string path) => path.Split('/', '\\').Any(s => s is "." or "..");
}
