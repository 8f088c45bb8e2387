using System.Text.RegularExpressions;
using Argix.Contracts.Manifest;

namespace Argix.Plugins;

/// <summary>What a manifest must hold to before anything believes it. The reader has already refused unknown members and wrong types.</summary>
internal static partial class ManifestRules
{
    private static readonly string[] Kinds = ["paper", "demo", "live"];
    private static readonly string[] MethodKinds = ["credentials", "oauth"];
    private static readonly string[] FieldKinds = ["text", "secret", "pem", "number", "choice"];
    private static readonly string[] MoneyMoves = ["withdraw", "transfer", "payout"];

    public static void Check(BrokerManifest m)
    {
        Require(Id().IsMatch(m.Id), $"id '{Shown(m.Id)}' is not of the form [a-z0-9][a-z0-9-]{{0,39}}");
        Require(!string.IsNullOrWhiteSpace(m.Name) && m.Name.Length <= 80, "name is missing or longer than 80 characters");
        Require(SemanticVersion.Parse(m.Version) is not null, $"version '{Shown(m.Version)}' is not a semantic version such as 1.2.0");
        if (m.Entry is { } entry)
            Require(IsPlainDll(entry), $"entry '{Shown(entry)}' must be a plain .dll file name inside the plugin's folder");
        foreach (var environment in m.Environments)
            Check(environment);
        foreach (var method in m.Methods)
            Check(method);
        foreach (var method in m.Methods.Where(x => x.Kind == "oauth"))
            OAuthRules.Check(m, method, Require);
        Require(m.Environments.Select(e => e.Id).Distinct().Count() == m.Environments.Count, "two environments have the same id");
        Require(m.Methods.Select(e => e.Id).Distinct().Count() == m.Methods.Count, "two methods have the same id");
        var moves = m.Calls.Values.SelectMany(c => c).FirstOrDefault(c => MoneyMoves.Any(w => c.Contains(w, StringComparison.OrdinalIgnoreCase)));
        Require(moves is null, $"calls names '{Shown(moves ?? "")}': a plugin never moves money");
    }

    private static void Check(EnvironmentFact e)
    {
        Require(Id().IsMatch(e.Id), $"environment id '{Shown(e.Id)}' is not of the form [a-z0-9][a-z0-9-]{{0,39}}");
        Require(Kinds.Contains(e.Kind), $"environment '{e.Id}': kind is one of {string.Join(", ", Kinds)}");
        foreach (var (name, url) in e.Endpoints)
            Require(IsAllowedUrl(url), $"endpoint '{Shown(name)}' of '{e.Id}' must be https or wss (plain only to loopback)");
    }

    private static void Check(MethodFact m)
    {
        Require(Id().IsMatch(m.Id), $"method id '{Shown(m.Id)}' is not of the form [a-z0-9][a-z0-9-]{{0,39}}");
        Require(MethodKinds.Contains(m.Kind), $"method '{m.Id}': kind is one of {string.Join(", ", MethodKinds)}");
        foreach (var field in m.Fields)
        {
            Require(FieldKinds.Contains(field.Kind), $"field '{Shown(field.Name)}': kind is one of {string.Join(", ", FieldKinds)}");
            foreach (var pattern in field.RejectIf.Select(r => r.Pattern).Append(field.Pattern ?? ""))
                Require(IsPattern(pattern), $"field '{Shown(field.Name)}': '{Shown(pattern)}' is not a regular expression");
        }
    }

    /// <summary>TLS everywhere; plain text only to this machine.</summary>
    public static bool IsAllowedUrl(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && (uri.Scheme is "https" or "wss" || (uri.Scheme is "http" or "ws" && uri.IsLoopback)) && uri.UserInfo.Length == 0;

    private static bool IsPlainDll(string entry) => entry.Length is > 4 and <= 120 && entry == Path.GetFileName(entry)
        && !entry.Any(c => c is '/' or '\\' or ':' || char.IsControl(c)) && !entry.StartsWith('.')
        && entry.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);

    private static bool IsPattern(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw PluginRefusal.Incompatible($"plugin.json: {otherwise}");
    }

    private static string Shown(string text) => PluginFolderRules.Shown(text);

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,39}\z", RegexOptions.None, 1000)]
    private static partial Regex Id();
}
