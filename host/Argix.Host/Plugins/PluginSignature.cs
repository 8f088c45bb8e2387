using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Argix.Plugins;

/// <summary>
/// What protects a package: <c>plugin.sums</c> names every file with its SHA-256, <c>plugin.sig</c> is the publisher's ECDSA P-256 signature over the bytes of <c>plugin.sums</c>.
/// The signature brings its public key along, so that a stranger's can be told from a broken one; whether a publisher counts is decided by the keys that the deployment has pinned.
/// </summary>
internal static class PluginSignature
{
    public const string SumsFile = "plugin.sums";
    public const string SignatureFile = "plugin.sig";

    /// <summary>The lines of <c>plugin.sums</c> for this folder.</summary>
    public static string Sums(string folder) => string.Concat(Content(PluginFolderRules.Check(folder)).Select(f => $"{PluginFolderRules.HashFile(Path.Combine(folder, f))}  {f}\n"));

    /// <summary>Signs the sums.</summary>
    public static byte[] Sign(byte[] sums, string publisher, ECDsa key) => JsonSerializer.SerializeToUtf8Bytes(
        new Signature(publisher, Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()), Convert.ToBase64String(key.SignData(sums, HashAlgorithmName.SHA256))), JsonSerializerOptions.Web);

    /// <summary><c>signed</c>, <c>unsigned</c>, <c>modified</c> (a file is not what its sum says) or <c>invalid</c> (the signature is wrong), with the reason.</summary>
    public static (string Trust, string? Why) Judge(string folder, IReadOnlyList<string> files, IReadOnlyDictionary<string, string> pinned)
    {
        if (!files.Contains(SumsFile))
            return files.Contains(SignatureFile) ? ("invalid", $"{SignatureFile} is there and {SumsFile} is not") : ("unsigned", null);
        var sums = PluginFolderRules.Bytes(Path.Combine(folder, SumsFile));
        if (Differs(folder, files, sums) is { } different)
            return ("modified", $"{PluginFolderRules.Shown(different)} is not what {SumsFile} says; get the package again from its publisher");
        return files.Contains(SignatureFile) ? Judge(sums, PluginFolderRules.Bytes(Path.Combine(folder, SignatureFile)), pinned) : ("unsigned", null);
    }

    private static (string, string?) Judge(byte[] sums, byte[] signature, IReadOnlyDictionary<string, string> pinned)
    {
        try
        {
            var said = JsonSerializer.Deserialize<Signature>(signature, JsonSerializerOptions.Web);
            if (said is not { Publisher: not null, Key: not null, Value: not null })
                return ("invalid", $"{SignatureFile} is not a signature");
            using var key = ECDsa.Create();
            var bytes = Convert.FromBase64String(said.Key);
            key.ImportSubjectPublicKeyInfo(bytes, out _);
            if (key.KeySize != 256 || !key.VerifyData(sums, Convert.FromBase64String(said.Value), HashAlgorithmName.SHA256))
                return ("invalid", $"its signature does not fit {SumsFile}; get the package again from its publisher");
            var name = PluginFolderRules.Shown(said.Publisher);
            return pinned.TryGetValue(said.Publisher, out var known)
                ? CryptographicOperations.FixedTimeEquals(Bytes(known), bytes) ? ("signed", null) : ("invalid", $"it is signed as '{name}', but not with the key that is pinned for that publisher")
                : ("unsigned", $"it is signed by '{name}', whom this deployment does not know; Plugins:Publishers:{name} would pin the key");
        }
        catch (Exception e) when (e is JsonException or FormatException or CryptographicException)
        {
            return ("invalid", $"{SignatureFile} is not a signature");
        }
    }

    private static string? Differs(string folder, IReadOnlyList<string> files, byte[] sums)
    {
        var said = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in Encoding.UTF8.GetString(sums).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split("  ", 2) is not [var hash, var name] || !said.TryAdd(name, hash))
                return SumsFile;
        }
        var there = Content(files);
        return said.Keys.Except(there, StringComparer.Ordinal).Concat(there.Except(said.Keys, StringComparer.Ordinal)).FirstOrDefault()
            ?? there.FirstOrDefault(f => said[f] != PluginFolderRules.HashFile(Path.Combine(folder, f)));
    }

    private static List<string> Content(IReadOnlyList<string> files) => [.. files.Where(f => f is not (SumsFile or SignatureFile))];

    /// <summary>A public key as configuration has it: base64, with or without the PEM's lines.</summary>
    private static byte[] Bytes(string key)
    {
        var plain = string.Concat(key.Split('\n').Select(l => l.Trim()).Where(l => !l.StartsWith('-')));
        return Convert.FromBase64String(plain);
    }

    private sealed record Signature(string Publisher, string Key, string Value);
}
