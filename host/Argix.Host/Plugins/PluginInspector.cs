using System.Text;
using System.Text.Json;
using Argix.Contracts;
using Argix.Contracts.Manifest;

namespace Argix.Plugins;

/// <summary>Looks at a plugin folder (or a single DLL) and says what it is, or why it can't be used. Reads only; nothing of it runs.</summary>
internal sealed class PluginInspector(PluginRules rules, CoreHashes core)
{
    private const string ContractsName = "Argix.Contracts";
    private static readonly Version HostContracts = typeof(IBrokerPlugin).Assembly.GetName().Version!;

    public PluginFiles Inspect(string path, PluginOrigin origin)
    {
        var trust = origin == PluginOrigin.Bundled ? "core" : "unsigned";
        var seen = new PluginFiles(path, origin, Path.GetFileName(path), PluginState.Found, null, trust);
        try
        {
            return Inspect(ref seen);
        }
        catch (PluginRefusal no)
        {
            // Only in the inbox may a plugin become whole by waiting.
            var state = no.State == PluginState.Found && origin != PluginOrigin.Inbox ? PluginState.Incompatible : no.State;
            return seen with { Verdict = state, Reason = no.Message, Trust = state == PluginState.Untrusted && trust == "core" ? "modified" : seen.Trust };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var state = origin == PluginOrigin.Inbox ? PluginState.Found : PluginState.Incompatible;
            return seen with { Verdict = state, Reason = $"cannot be read ({e.GetType().Name}); check the files and their permissions" };
        }
    }

    private PluginFiles Inspect(ref PluginFiles seen)
    {
        var single = File.Exists(seen.Path);
        if (single && PluginFolderRules.IsLink(new FileInfo(seen.Path)))
            throw PluginRefusal.Incompatible("it is a link; put the plugin itself here");
        var folder = single ? Path.GetDirectoryName(seen.Path)! : seen.Path;
        var files = single ? [Path.GetFileName(seen.Path)] : PluginFolderRules.Check(folder);
        var parts = Parts.Of(folder, files);
        var manifest = ReadManifest(parts.Manifest);
        var entry = parts.Single ?? manifest.Entry;
        seen = seen with { Manifest = manifest with { Entry = entry } };
        ManifestRules.Check(seen.Manifest);
        seen = seen with
        {
            Id = manifest.Id,
            Entry = entry is null ? null : Path.Combine(folder, entry),
            Docs = parts.Docs is { Length: > 0 } docs ? docs : $"# {manifest.Name}\n\nThis plugin ships no docs.md.\n",
            LogoSvg = SvgLogo.Clean(parts.Logo, manifest.Name),
        };
        if (entry is not null)
            CheckCode(folder, files, entry, manifest.Contracts);
        seen = seen with { Grade = GradeFile.Read(folder, parts.Manifest, parts.Docs ?? "", manifest) };
        CheckTrust(ref seen, folder, files);
        return seen with { Verdict = entry is null ? PluginState.DocsOnly : PluginState.Staged };
    }

    private static BrokerManifest ReadManifest(byte[] utf8)
    {
        try
        {
            return ManifestReader.Read(utf8);
        }
        catch (JsonException e)
        {
            throw PluginRefusal.Incomplete($"plugin.json is not a manifest ({PluginFolderRules.Shown(e.Message)})");
        }
    }

    private static void CheckCode(string folder, IReadOnlyList<string> files, string entry, string range)
    {
        if (files.FirstOrDefault(f => Path.GetFileNameWithoutExtension(f).Equals(ContractsName, StringComparison.OrdinalIgnoreCase)
            && f.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)) is { } copy)
            throw PluginRefusal.Incompatible($"{copy} must not be inside a plugin; reference it with Private=\"false\" ExcludeAssets=\"runtime\"");
        if (!files.Contains(entry))
            throw PluginRefusal.Incomplete($"{entry} is missing");
        foreach (var dll in files.Where(f => f.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)))
            PluginAssembly.Open(Path.Combine(folder, dll));
        DependencyFile.Check(folder, files, entry);
        var main = PluginAssembly.Open(Path.Combine(folder, entry));
        if (!main.IsManaged)
            throw PluginRefusal.Incompatible($"{entry} is not a .NET assembly");
        CheckContracts(main.References(), entry, range);
    }

    /// <summary>The promise in the manifest and the reference that the compiler wrote: both must fit.</summary>
    private static void CheckContracts(IReadOnlyDictionary<string, Version> references, string entry, string range)
    {
        if (!references.TryGetValue(ContractsName, out var built))
            throw PluginRefusal.Incompatible($"{entry} does not use {ContractsName}");
        if (references.ContainsKey("Argix.Host"))
            throw PluginRefusal.Incompatible($"{entry} is built against the host; a plugin uses {ContractsName} only");
        if (built.Major != HostContracts.Major || built > HostContracts)
            throw PluginRefusal.Incompatible($"{entry} is built against contracts {built.ToString(2)}; this platform has {HostContracts.ToString(2)}");
        var fits = ContractRange.Contains(range, HostContracts)
            ?? throw PluginRefusal.Incompatible($"plugin.json: contracts '{PluginFolderRules.Shown(range)}' is not a range such as >=1.0 <2.0");
        if (!fits)
            throw PluginRefusal.Incompatible($"it asks for contracts {PluginFolderRules.Shown(range)}; this platform has {HostContracts.ToString(2)}");
    }

    private void CheckTrust(ref PluginFiles seen, string folder, IReadOnlyList<string> files)
    {
        if (seen.Origin == PluginOrigin.Bundled)
        {
            core.Check(seen.Path, files);
            return;
        }
        var (trust, why) = PluginSignature.Judge(folder, files, rules.Publishers);
        seen = seen with { Trust = trust };
        if (trust is "modified" or "invalid")
            throw new PluginRefusal(PluginState.Untrusted, why!);
        if (trust == "unsigned" && seen.Entry is not null && !rules.AllowUnsigned)
            throw new PluginRefusal(PluginState.Untrusted, $"{why ?? "it is not signed by a known publisher"}; Plugins:AllowUnsigned=true would allow it");
        if (seen.Origin == PluginOrigin.Store && !seen.Path.EndsWith("-" + PluginFolderRules.Hash(seen.Path), StringComparison.Ordinal))
        {
            seen = seen with { Trust = "modified" };
            throw new PluginRefusal(PluginState.Untrusted, "its files were changed after it was accepted; install it again");
        }
    }

    /// <summary>Manifest, docs and logo: beside the DLL, or inside the only DLL that carries them.</summary>
    private sealed record Parts(byte[] Manifest, string? Docs, string? Logo, string? Single)
    {
        public static Parts Of(string folder, IReadOnlyList<string> files)
        {
            if (files.Contains("plugin.json"))
                return new(Limit(PluginFolderRules.Bytes(Path.Combine(folder, "plugin.json")), "plugin.json")!, Text("docs.md"), Text("logo.svg"), null);
            var carriers = files.Where(f => !f.Contains('/') && f.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
                .Select(f => (Name: f, File: PluginAssembly.Open(Path.Combine(folder, f)))).Where(f => f.File.Resource("plugin.json") is not null).ToList();
            if (carriers.Count != 1)
                throw PluginRefusal.Incomplete(carriers.Count == 0 ? "there is no plugin.json" : "more than one DLL carries a plugin.json");
            var (name, dll) = carriers[0];
            return new(Limit(dll.Resource("plugin.json"), "plugin.json")!, Utf8(dll.Resource("docs.md"), "docs.md"), Utf8(dll.Resource("logo.svg"), "logo.svg"), name);

            string? Text(string file) => files.Contains(file) ? Utf8(PluginFolderRules.Bytes(Path.Combine(folder, file)), file) : null;
        }

        private static string? Utf8(byte[]? bytes, string name) => Limit(bytes, name) is { } b ? Encoding.UTF8.GetString(b).TrimStart('\uFEFF') : null;

        private static byte[]? Limit(byte[]? bytes, string name) => bytes is { Length: > 1024 * 1024 }
            ? throw PluginRefusal.Incompatible($"{name} is larger than 1 MiB")
            : bytes;
    }
}
