using System.CommandLine;
using System.Security.Cryptography;
using Argix.Contracts.Testing.Kit;
using Argix.Errors;
using Argix.Plugins;

namespace Argix.CommandLine;

/// <summary>What plugin authors need: <c>plugins new, check, pack, sign, verify</c>. All of it runs in the command's own process and touches no data directory.</summary>
internal static class PluginAuthoring
{
    public static void Hang(CommandTree commands, HostRecipe recipe)
    {
        var (name, folder, output) = (new Argument<string>("NAME"), new Argument<string>("DIR"), new Option<string>("--output"));
        commands.Add("plugins new", "Make a new plugin project that builds and is graded at once", [name, output], (parsed, _) =>
            Task.FromResult(Make(parsed.GetRequiredValue(name), parsed.GetValue(output))));
        var (json, grade) = (new Option<bool>("--json"), new Option<bool>("--write"));
        commands.Add("plugins check", "Run the conformance kit against a plugin and say its grade; --write keeps it as grade.json beside plugin.json", [folder, json, grade], (parsed, cancel) =>
            CheckAsync(parsed.GetRequiredValue(folder), parsed.GetValue(json), parsed.GetValue(grade), cancel));
        commands.Add("plugins pack", "Pack a built plugin into one .argixplugin file", [folder, output], (parsed, _) => Task.FromResult(Pack(parsed.GetRequiredValue(folder), parsed.GetValue(output))));
        var (file, key, publisher) = (new Argument<string>("FILE"), new Option<string>("--key") { Required = true }, new Option<string>("--publisher") { Required = true });
        commands.Add("plugins sign", "Sign a package with an ECDSA P-256 key (PEM; made if the file does not exist)", [file, key, publisher], (parsed, _) =>
            Task.FromResult(Sign(parsed.GetRequiredValue(file), parsed.GetRequiredValue(key), parsed.GetRequiredValue(publisher))));
        commands.Add("plugins verify", "Say whether a package may be trusted here", [file], (parsed, _) => Task.FromResult(Verify(recipe, parsed.GetRequiredValue(file))));
    }

    private static int Make(string name, string? output)
    {
        var target = PluginTemplate.Make(name, Path.GetFullPath(output ?? name.ToLowerInvariant()));
        Serve.Say($"argix: {target} is a plugin project");
        Serve.Say($"argix: dotnet build {Path.GetFileName(target)} && dotnet run --project host/Argix.Host -- plugins check {Path.GetFileName(target)}");
        return 0;
    }

    private static async Task<int> CheckAsync(string folder, bool json, bool write, CancellationToken cancel)
    {
        var found = KitRun.Find(Path.GetFullPath(folder));
        var report = await found.RunAsync().WaitAsync(cancel);
        foreach (var line in (json ? report.ToJson() : report.ToTable()).Split('\n'))
            Serve.Say(line.TrimEnd('\r'));
        if (write)
            await File.WriteAllTextAsync(Path.Combine(found.Source, "grade.json"), report.ToJson(), cancel);
        return report.Grade == Grade.None || report.Cases.Any(c => c.State == CaseState.Failed && c.Grade <= report.Grade) ? 1 : 0;
    }

    private static int Pack(string folder, string? output)
    {
        var built = KitRun.Built(Path.GetFullPath(folder));
        var staged = Directory.CreateTempSubdirectory("argix-pack-").FullName;
        try
        {
            CopyFor(built, staged);
            File.WriteAllText(Path.Combine(staged, PluginSignature.SumsFile), PluginSignature.Sums(staged));
            var seen = Inspect(staged);
            Refuse(seen.Usable ? CallPatterns.MovesMoney(seen.Manifest!) is { } bad ? $"{bad} would move money; a plugin never does" : null : seen.Reason);
            var file = Path.GetFullPath(output ?? $"{seen.Id}-{seen.Version}{PluginArchive.Extension}");
            Refuse(File.Exists(file) ? $"{file} is there already; choose another --output" : null);
            PluginArchive.Pack(staged, file);
            Serve.Say($"argix: {file}: {seen.Id} {seen.Version}, sha256 {PluginFolderRules.HashFile(file)}, not signed");
            return 0;
        }
        finally
        {
            Directory.Delete(staged, recursive: true);
        }
    }

    private static int Sign(string file, string keyFile, string publisher)
    {
        using var key = Key(keyFile);
        WithUnpacked(file, folder =>
        {
            File.WriteAllText(Path.Combine(folder, PluginSignature.SumsFile), PluginSignature.Sums(folder));
            File.WriteAllBytes(Path.Combine(folder, PluginSignature.SignatureFile), PluginSignature.Sign(File.ReadAllBytes(Path.Combine(folder, PluginSignature.SumsFile)), publisher, key));
            PluginArchive.Pack(folder, file + ".new");
            return 0;
        });
        File.Move(file + ".new", file, overwrite: true);
        Serve.Say($"argix: {file} is signed by '{publisher}'; who trusts it sets");
        Serve.Say($"Plugins__Publishers__{publisher}={Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())}");
        return 0;
    }

    private static int Verify(HostRecipe recipe, string file)
    {
        var rules = PluginRules.From(recipe.NewBuilder().Configuration, development: false);
        var (trust, reason) = WithUnpacked(file, folder =>
        {
            var seen = new PluginInspector(rules with { AllowUnsigned = true }, new CoreHashes(null)).Inspect(folder, PluginOrigin.Inbox);
            var why = seen.Usable && seen.Trust == "unsigned" ? PluginSignature.Judge(folder, PluginFolderRules.Check(folder), rules.Publishers).Why ?? "it carries no signature" : seen.Reason;
            return (seen.Usable || seen.Trust is "modified" or "invalid" ? seen.Trust : "refused", why);
        });
        Serve.Say($"argix: {file}: {trust}{(reason is null ? "" : $": {reason}")}");
        return trust == "signed" ? 0 : 1;
    }

    private static ECDsa Key(string file)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (File.Exists(file))
        {
            key.ImportFromPem(File.ReadAllText(file));
            return key.KeySize == 256 ? key : throw new ArgixException("validation_failed", $"{file} is not a P-256 key");
        }
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(file, options);
        stream.Write(System.Text.Encoding.UTF8.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"));
        Serve.Say($"argix: {file} is a new key; whoever has it signs in your name");
        return key;
    }

    // What belongs to a plugin: not the contracts, which are the host's, and no debug symbols.
    private static void CopyFor(string built, string staged)
    {
        foreach (var name in PluginFolderRules.Check(built))
        {
            var file = Path.GetFileName(name);
            if (file.EndsWith(".pdb", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".runtimeconfig.json", StringComparison.OrdinalIgnoreCase) || file.StartsWith("Argix.Contracts.", StringComparison.OrdinalIgnoreCase)
                || file is PluginSignature.SumsFile or PluginSignature.SignatureFile)
                continue;
            var to = Path.Combine(staged, name);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(Path.Combine(built, name), to);
        }
    }

    private static PluginFiles Inspect(string folder) => new PluginInspector(new PluginRules(AllowUnsigned: true), new CoreHashes(null)).Inspect(folder, PluginOrigin.Inbox);

    private static T WithUnpacked<T>(string file, Func<string, T> act)
    {
        Refuse(File.Exists(file) ? null : $"{file} does not exist");
        var folder = Directory.CreateTempSubdirectory("argix-plugin-").FullName;
        try
        {
            PluginArchive.Unpack(file, folder);
            return act(folder);
        }
        catch (PluginRefusal no)
        {
            throw new ArgixException("plugin_untrusted", $"{file}: {no.Message}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Refuse(string? why)
    {
        if (why is not null)
            throw new ArgixException("validation_failed", why);
    }
}
