using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;
using Argix.Contracts;
using Argix.Contracts.Manifest;
using Argix.Contracts.Testing;
using Argix.Contracts.Testing.Kit;
using Argix.Errors;

namespace Argix.CommandLine;

/// <summary>
/// A plugin and the script of its venue, found by convention below one folder: the newest build of the manifest's entry, and the newest assembly that uses the kit and holds a script for this broker.
/// </summary>
/// <param name="Source">Where the <c>plugin.json</c> lies that people edit.</param>
/// <param name="Entry">The plugin's assembly.</param>
/// <param name="Script">The assembly of the venue script.</param>
internal sealed record KitRun(string Source, string Entry, string Script, string Id)
{
    private static readonly EnumerationOptions Deep = new() { RecurseSubdirectories = true, MaxRecursionDepth = 8, AttributesToSkip = FileAttributes.ReparsePoint };

    public static KitRun Find(string folder)
    {
        var (source, manifest) = ManifestIn(folder);
        var entry = Newest(folder, manifest.Entry ?? throw Fails($"{source} has no entry: a broker without code has no grade"));
        var script = Directory.EnumerateFiles(folder, "*.dll", Deep).Where(f => !Built(f, "obj") && !Built(f, "ref") && UsesKit(f)).OrderByDescending(File.GetLastWriteTimeUtc).FirstOrDefault()
            ?? throw Fails($"below {folder} is no assembly that uses Argix.Contracts.Testing; build the venue script (dotnet build)");
        return new KitRun(source, entry, script, manifest.Id);
    }

    /// <summary>The folder with the built plugin: entry, manifest and page beside each other.</summary>
    public static string Built(string folder)
    {
        var (source, manifest) = ManifestIn(folder);
        return manifest.Entry is null ? source : Path.GetDirectoryName(Newest(folder, manifest.Entry))!;
    }

    public async Task<KitReport> RunAsync()
    {
        var (plugin, venue) = (new Apart(Entry), new Apart(Script));
        var type = plugin.LoadFromAssemblyPath(Entry).GetExportedTypes().FirstOrDefault(t => typeof(IBrokerPlugin).IsAssignableFrom(t) && !t.IsAbstract) ?? throw Fails($"{Entry} has no public class that is an IBrokerPlugin");
        var script = venue.LoadFromAssemblyPath(Script).GetExportedTypes().Where(t => typeof(VenueScript).IsAssignableFrom(t) && !t.IsAbstract)
            .FirstOrDefault(t => ((VenueScript)Activator.CreateInstance(t)!).BrokerId == Id) ?? throw Fails($"{Script} has no public VenueScript whose BrokerId is '{Id}'");
        return await ConformanceKit.RunAsync(KitSubject.In(Source, () => (IBrokerPlugin)Activator.CreateInstance(type)!, () => (VenueScript)Activator.CreateInstance(script)!, Entry));
    }

    private static (string Folder, BrokerManifest Manifest) ManifestIn(string folder)
    {
        var file = !Directory.Exists(folder) ? null : Directory.EnumerateFiles(folder, "plugin.json", Deep).Where(f => !Built(f, "bin") && !Built(f, "obj")).OrderBy(f => f.Length).FirstOrDefault()
            ?? Directory.EnumerateFiles(folder, "plugin.json", Deep).OrderBy(f => f.Length).FirstOrDefault();
        if (file is null)
            throw Fails($"there is no plugin.json in {folder} or below it");
        try
        {
            return (Path.GetDirectoryName(file)!, ManifestReader.Read(File.ReadAllBytes(file)));
        }
        catch (System.Text.Json.JsonException e)
        {
            throw Fails($"{file} is not a manifest ({e.Message})");
        }
    }

    private static string Newest(string folder, string name) => Directory.EnumerateFiles(folder, name, Deep).Where(f => !Built(f, "obj") && !Built(f, "ref") && File.Exists(Path.Combine(Path.GetDirectoryName(f)!, "plugin.json")))
        .OrderByDescending(File.GetLastWriteTimeUtc).FirstOrDefault() ?? throw Fails($"{name} is not built yet; run dotnet build in {folder}");

    private static bool Built(string file, string part) => file.Split(Path.DirectorySeparatorChar).SkipLast(1).Contains(part, StringComparer.Ordinal);

    private static bool UsesKit(string file)
    {
        try
        {
            using var pe = new PEReader(File.OpenRead(file));
            if (!pe.HasMetadata)
                return false;
            var metadata = pe.GetMetadataReader();
            return metadata.AssemblyReferences.Select(metadata.GetAssemblyReference).Any(r => metadata.GetString(r.Name) == "Argix.Contracts.Testing");
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }

    private static ArgixException Fails(string why) => new("validation_failed", why);

    /// <summary>Shares contracts and kit with this process; everything else is its own.</summary>
    private sealed class Apart(string path) : AssemblyLoadContext("kit", isCollectible: true)
    {
        private readonly AssemblyDependencyResolver _resolver = new(path);

        protected override Assembly? Load(AssemblyName assemblyName) => assemblyName.Name switch
        {
            "Argix.Contracts" => typeof(IBrokerPlugin).Assembly,
            "Argix.Contracts.Testing" => typeof(VenueScript).Assembly,
            { } name when name.StartsWith("Argix.Venue", StringComparison.Ordinal) => null,
            _ => _resolver.ResolveAssemblyToPath(assemblyName) is { } own ? LoadFromAssemblyPath(own) : null,
        };
    }
}
