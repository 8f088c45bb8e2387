using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using static Argix.Contracts.Testing.Kit.KitDesk;

namespace Argix.Contracts.Testing.Kit.Cases;

/// <summary>What must never be, whatever the broker.</summary>
internal static class HygieneCases
{
    private const string Group = "Hygiene";
    private static readonly string[] Own = ["System.Net.Http", "System.Net.Sockets", "System.Net.WebSockets.Client", "System.Net.Requests", "System.Diagnostics.Process", "System.Net.NameResolution"];

    public static IEnumerable<KitCase> All =>
    [
        new("BC-159", Group, Grade.Bronze, "no secret in log lines, results or addresses, over a whole session", Needs.Secrets, async d =>
        {
            await SessionAsync(d);
            That(d.Leak() is null, d.Leak() ?? "");
        }),
        new("BC-160", Group, Grade.Bronze, "no secret in what is said of failures", Needs.Secrets, async d =>
        {
            var (placed, _) = await d.PlacedAsync();
            foreach (var fault in new[] { PortFault.NotSent, PortFault.Say(Saying.BadCredentials), PortFault.Instead(Noise.Html), PortFault.LoseAnswer })
            {
                d.Port.Always(fault, Op.Read, Op.Submit, Op.Cancel, Op.Probe);
                await d.SubmitAsync(placed.Order with { ClientOrderId = d.NextId() });
                await d.CancelAsync(placed);
                await d.ProbeAsync();
                await d.FailsAsync(ct => d.Look.FindAsync(placed, ct), "a look-up");
            }
            That(d.Leak() is null, d.Leak() ?? "");
        }),
        new("BC-161", Group, Grade.Bronze, "every call is one that the manifest names", Needs.Nothing, async d =>
        {
            await SessionAsync(d);
            That(d.Port.Refused.IsEmpty, d.Port.Refused.FirstOrDefault() ?? "");
        }),
        new("BC-162", Group, Grade.Bronze, "order messages are of the kind that they are", Needs.Nothing, async d =>
        {
            var (placed, _) = await d.PlacedAsync();
            await d.CancelAsync(placed);
            That(d.Port.Count(Op.Submit) == 1 && d.Port.Count(Op.Cancel) == 1, "one Submit and one Cancel were counted");
            That(d.Port.Calls.All(c => c.Op is not (Op.Read or Op.Probe) || c.Method is "GET" or "POST"), "a read is a read");
        }),
        new("BC-163", Group, Grade.Bronze, "two logins at once do not mix", Needs.Secrets, async d =>
        {
            await using var other = new KitDesk(d.Subject);
            foreach (var name in other.Port.Given.Keys.ToArray())
            {
                if (other.SecretNames.Contains(name) && !other.Port.Given[name].Contains('\n'))
                {
                    other.Port.Given[name] = other.Secrets[name] = StreamCases.Changed(other.Port.Given[name]);
                }
            }
            await other.AccountAsync();
            await d.PlacedAsync();
            await other.PlacedAsync();
            That(d.Book.Orders().Count == 1 && other.Book.Orders().Count == 1, "each order is at its own login's venue");
            That(other.Breach() is null, other.Breach() ?? "");
        }),
        new("BC-164", Group, Grade.Silver, "nothing static remembers anything", Needs.Nothing, async d =>
        {
            await SessionAsync(d);
            var bad = d.Adapter.GetType().Assembly.GetTypes().Where(t => t.GetCustomAttribute<CompilerGeneratedAttribute>() is null && !Generated(t))
                .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                .FirstOrDefault(f => !f.IsLiteral && !f.IsInitOnly && f.GetCustomAttribute<CompilerGeneratedAttribute>() is null && !f.Name.StartsWith('<'));
            That(bad is null, $"{bad?.DeclaringType?.Name}.{bad?.Name} is static and can change");
        }),
        new("BC-165", Group, Grade.Bronze, "the plugin opens no connections of its own", Needs.Nothing, d =>
        {
            var used = d.Adapter.GetType().Assembly.GetReferencedAssemblies().FirstOrDefault(a => Own.Contains(a.Name, StringComparer.Ordinal));
            That(used is null, $"it uses {used?.Name}; calls go through the port");
            return Task.CompletedTask;
        }),
        new("BC-166", Group, Grade.Silver, "the plugin can be unloaded after use", Needs.Nothing, Unloads),
        new("BC-167", Group, Grade.Bronze, "disposing twice is harmless", Needs.Nothing, async d =>
        {
            await SessionAsync(d);
            await d.Adapter.DisposeAsync();
            await d.Adapter.DisposeAsync();
        }),
        new("BC-168", Group, Grade.Bronze, "one public entry, with a constructor without parameters", Needs.Nothing, d =>
        {
            var entries = d.Adapter.GetType().Assembly.GetExportedTypes().Where(t => typeof(IBrokerPlugin).IsAssignableFrom(t) && !t.IsAbstract).ToList();
            That(entries.Count == 1 && entries[0].GetConstructor(Type.EmptyTypes) is not null, $"there is one such class, not {entries.Count}");
            return Task.CompletedTask;
        }),
    ];

    private static async Task SessionAsync(KitDesk d)
    {
        var (placed, booked) = await d.PlacedAsync();
        d.Book.Fill(booked.Id, CancelCases.Part(d, 1));
        d.Pass(1);
        await d.FoundAsync(placed);
        await d.CancelAsync(placed);
        await d.OrdersAsync(openOnly: true);
        if (d.Manifest.Fills.Truth == "executions")
        {
            await d.FillsAsync(placed);
        }
        if (d.Adapter.Capability<IStreamReports>() is not null)
        {
            await using var l = await Listener.OpenAsync(d);
            d.Handed.AddRange(l.Events);
        }
    }

    // What source generators make: the JSON context and regular expressions keep what they have built.
    private static bool Generated(Type type) => type.FullName?.Contains('<', StringComparison.Ordinal) == true
        || typeof(System.Text.Json.Serialization.JsonSerializerContext).IsAssignableFrom(type)
        || type.GetCustomAttribute<System.CodeDom.Compiler.GeneratedCodeAttribute>() is not null || type.DeclaringType is { } outer && Generated(outer);

    private static async Task Unloads(KitDesk d)
    {
        if (d.Subject.Assembly is not { } path)
        {
            throw new NotApplicableException("the plugin was not loaded from a file");
        }
        var gone = await UseAsync(d.Subject, path);
        for (var i = 0; i < 40 && gone.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
        That(!gone.IsAlive, "its load context is still alive after two seconds: something outside holds on to it (a static event, a timer, reflection-based JSON)");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> UseAsync(KitSubject subject, string path)
    {
        var context = new ApartContext(path);
        await UseInAsync(subject, context);
        context.Unload();
        return new WeakReference(context);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task UseInAsync(KitSubject subject, ApartContext context)
    {
        var entry = context.LoadEntry().GetExportedTypes().First(t => typeof(IBrokerPlugin).IsAssignableFrom(t) && !t.IsAbstract);
        await using var desk = new KitDesk(subject with { Plugin = () => (IBrokerPlugin)Activator.CreateInstance(entry)! });
        await SessionAsync(desk);
    }

    /// <summary>A plugin loaded a second time, apart from everything.</summary>
    private sealed class ApartContext(string path) : AssemblyLoadContext("kit", isCollectible: true)
    {
        private readonly AssemblyDependencyResolver _resolver = new(path);

        public Assembly LoadEntry() => LoadFromAssemblyPath(path);

        protected override Assembly? Load(AssemblyName name) =>
            name.Name is "Argix.Contracts" ? typeof(IBrokerPlugin).Assembly : _resolver.ResolveAssemblyToPath(name) is { } at && name.Name?.StartsWith("System.", StringComparison.Ordinal) != true ? LoadFromAssemblyPath(at) : null;
    }
}
