using System.Reflection;
using System.Runtime.Loader;
using Argix.Contracts;

namespace Argix.Plugins;

/// <summary>
/// The world of one plugin version: the contracts and the shared framework are the host's, everything else is its own.
/// Not a security boundary: what runs here can do what the host can do.
/// </summary>
internal sealed class PluginLoadContext(string name, string entry) : AssemblyLoadContext(name, isCollectible: true)
{
    private static readonly Assembly Contracts = typeof(IBrokerPlugin).Assembly;
    private static readonly HashSet<string> Framework = FrameworkNames();
    private readonly AssemblyDependencyResolver _resolver = new(entry);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name == Contracts.GetName().Name)
            return Contracts;
        if (_resolver.ResolveAssemblyToPath(assemblyName) is { } own)
            return LoadFromAssemblyPath(own);
        // Falling back to the default context for anything else would hand out the host's own private dependencies.
        return Framework.Contains(assemblyName.Name ?? "") || assemblyName.CultureName is { Length: > 0 } ? null
            : throw new FileNotFoundException($"{assemblyName.Name} is neither in the plugin's folder nor part of the framework", assemblyName.Name);
    }

    // One that stands beside the plugin is found here, named in its deps.json or not: what the runtime finds by itself it keeps under the bare name, for every other plugin too.
    protected override IntPtr LoadUnmanagedDll(string unmanagedDllName) =>
        (_resolver.ResolveUnmanagedDllToPath(unmanagedDllName) ?? Beside(unmanagedDllName)) is { } own ? LoadUnmanagedDllFromPath(own) : IntPtr.Zero;

    private string? Beside(string library)
    {
        var (prefix, suffix) = OperatingSystem.IsWindows() ? ("", ".dll") : ("lib", OperatingSystem.IsMacOS() ? ".dylib" : ".so");
        return Path.GetFileName(library) != library ? null
            : new[] { library, library + suffix, prefix + library + suffix }.Select(n => Path.Combine(Path.GetDirectoryName(entry)!, n)).FirstOrDefault(File.Exists);
    }

    /// <summary>What the runtime brought along, as opposed to what stands beside the host.</summary>
    private static HashSet<string> FrameworkNames()
    {
        var all = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var home = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        var shared = all.Where(p => Path.GetDirectoryName(p) != home).Select(Path.GetFileNameWithoutExtension).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        // Published with its own runtime, everything stands in one folder; then the name has to tell.
        return shared.Count > 0 ? shared : [.. all.Select(Path.GetFileNameWithoutExtension).OfType<string>()
            .Where(n => n.StartsWith("System.", StringComparison.Ordinal) || n is "System" or "netstandard" or "mscorlib" or "Microsoft.CSharp" or "Microsoft.Win32.Primitives")];
    }
}
