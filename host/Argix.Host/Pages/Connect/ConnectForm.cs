using Argix.Contracts.Manifest;

namespace Argix.Pages.Connect;

/// <summary>Reads <c>credentials[field]</c> out of a form, and knows which of them may be shown again. Pure.</summary>
public static class ConnectForm
{
    private const string Prefix = "credentials[";

    public static Dictionary<string, string> Credentials(IFormCollection form) => form.Keys
        .Where(k => k.StartsWith(Prefix, StringComparison.Ordinal) && k.EndsWith(']'))
        .ToDictionary(k => k[Prefix.Length..^1], k => form[k].ToString(), StringComparer.Ordinal);

    /// <summary>Only what the manifest calls a plain field. Anything else, unknown names included, counts as a secret.</summary>
    public static Dictionary<string, string> Harmless(MethodFact? method, IReadOnlyDictionary<string, string> given) =>
        given.Where(g => method?.Fields.Any(f => f.Name == g.Key && !IsSecret(f)) == true).ToDictionary(g => g.Key, g => g.Value, StringComparer.Ordinal);

    public static bool IsSecret(FieldFact field) => field.Kind is not ("text" or "number" or "choice");
}

/// <summary>What the partial with the manifest's fields needs.</summary>
public sealed record CredentialFields(IReadOnlyList<FieldFact> Fields, IReadOnlyDictionary<string, string> Shown, Func<string, string?> ErrorOf);
