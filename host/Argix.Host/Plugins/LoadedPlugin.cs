using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Argix.Contracts;

namespace Argix.Plugins;

/// <summary>A plugin failed. Holds words only: keeping the plugin's exception object would keep its code in memory.</summary>
internal sealed class PluginFault(string reason) : Exception(reason);

/// <summary>One plugin version in memory, shared by its leases. Counts are guarded by <see cref="PluginHost"/>.</summary>
internal sealed class LoadedPlugin
{
    private AssemblyLoadContext? _context;
    private IBrokerPlugin? _plugin;

    private LoadedPlugin(PluginFiles files, AssemblyLoadContext context, IBrokerPlugin plugin) => (Files, _context, _plugin) = (files, context, plugin);

    public PluginFiles Files { get; }

    public int Leases { get; set; }

    /// <summary>An adapter was made at least once: a later failure is about that login, not about the version.</summary>
    public bool HasServed { get; set; }

    public bool Retired { get; private set; }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static LoadedPlugin Load(PluginFiles files, string entry)
    {
        var context = new PluginLoadContext($"{files.Id} {files.Version}", entry);
        try
        {
            return new(files, context, Construct(context.LoadFromAssemblyPath(entry)));
        }
        catch (Exception e)
        {
            context.Unload();
            throw e is PluginFault ? e : new PluginFault(Words(e));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public IBrokerAdapter Create(IVenuePort port)
    {
        try
        {
            return (_plugin ?? throw new PluginFault("it was unloaded meanwhile")).Create(port) ?? throw new PluginFault("it returned no adapter");
        }
        catch (Exception e) when (e is not PluginFault)
        {
            // The adapter has seen the login by now, and a message may quote what it was given: only the kind of failure is told.
            throw new PluginFault($"its adapter could not be made ({Root(e).GetType().Name})");
        }
    }

    /// <summary>Lets go of everything and asks for the unload; the answer shows whether it really went.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public WeakReference Unload()
    {
        var alive = new WeakReference(_context, trackResurrection: true);
        _context?.Unload();
        (_context, _plugin, Retired) = (null, null, true);
        return alive;
    }

    private static IBrokerPlugin Construct(Assembly assembly)
    {
        var types = assembly.GetExportedTypes().Where(t => t is { IsAbstract: false, IsClass: true } && typeof(IBrokerPlugin).IsAssignableFrom(t)).ToList();
        if (types.Count != 1)
            throw new PluginFault($"{assembly.GetName().Name} has {types.Count} public classes that implement IBrokerPlugin; exactly one is needed");
        if (types[0].GetConstructor(Type.EmptyTypes) is null)
            throw new PluginFault($"{types[0].Name} has no public constructor without parameters");
        return (IBrokerPlugin)Activator.CreateInstance(types[0])!;
    }

    private static string Words(Exception e)
    {
        var root = Root(e);
        return PluginFolderRules.Shown(root is FileNotFoundException or FileLoadException or BadImageFormatException or MissingMemberException or TypeLoadException
            ? $"it cannot be loaded: {root.Message}"
            : $"its constructor failed: {root.GetType().Name}: {root.Message}");
    }

    private static Exception Root(Exception e)
    {
        while (e is TargetInvocationException or TypeInitializationException && e.InnerException is { } inner)
            e = inner;
        return e is ReflectionTypeLoadException { LoaderExceptions: [{ } first, ..] } ? first : e;
    }
}
