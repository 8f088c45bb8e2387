using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Argix.Simulation;

/// <summary>Compiles this very program again with one planted bug, and lets the seeds look for it.</summary>
public static class MutantRunner
{
    private const string Usings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;
        """;

    private static readonly string[] Sources = [.. typeof(MutantRunner).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Where(a => a.Key == "Sources").SelectMany(a => a.Value!.Split(';'))];

    /// <summary>Prints the table; true when every one was caught within the seeds.</summary>
    public static bool Run(int seeds, string? like = null)
    {
        var caught = 0;
        var mutants = Mutant.All.Where(m => like is null || m.Name.Contains(like, StringComparison.OrdinalIgnoreCase)).ToList();
        Console.WriteLine($"{"planted bug",-58} caught by");
        foreach (var mutant in mutants)
        {
            var watch = Stopwatch.StartNew();
            var failure = Hunt(mutant, seeds);
            caught += failure is null ? 0 : 1;
            Console.WriteLine($"{mutant.Name,-58} {failure ?? $"NOT CAUGHT in {seeds} seeds"} ({watch.Elapsed.TotalSeconds:0.0} s)");
        }

        Console.WriteLine($"{caught} of {mutants.Count} planted bugs caught within {seeds} seeds each");
        return caught == mutants.Count;
    }

    /// <summary>The first seed that catches it, in words; null when none does.</summary>
    public static string? Hunt(Mutant mutant, int seeds)
    {
        var hunt = new AssemblyLoadContext(mutant.Name).LoadFromStream(Compile(mutant)).GetType("Argix.Simulation.MutantRunner")!.GetMethod(nameof(FirstFailure))!;
        return (string?)hunt.Invoke(null, [seeds]);
    }

    /// <summary>Called in the mutant: the first seed that breaks, in words.</summary>
    public static string? FirstFailure(int seeds) =>
        new Swarm().Run(1, seeds, stopAtFirst: true).Failures.OrderBy(f => f.Seed).FirstOrDefault() is { } f ? $"{f.What}, seed {f.Seed}" : null;

    private static MemoryStream Compile(Mutant mutant)
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        var patched = 0;
        var trees = Sources.Select(path =>
        {
            var text = File.ReadAllText(path);
            if (Path.GetFileName(path) == mutant.File)
            {
                patched += text.Split(mutant.Good).Length - 1;
                text = text.Replace(mutant.Good, mutant.Bad, StringComparison.Ordinal);
            }

            return CSharpSyntaxTree.ParseText(text, options, path);
        }).Append(CSharpSyntaxTree.ParseText(Usings, options)).ToList();
        if (patched != 1)
        {
            throw new InvalidOperationException($"the mutant '{mutant.Name}' fits {patched} places of {mutant.File}; it must fit one");
        }

        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(p => MetadataReference.CreateFromFile(p));
        var compilation = CSharpCompilation.Create("mutant", trees, references,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable, checkOverflow: true));
        var stream = new MemoryStream();
        var made = compilation.Emit(stream);
        if (!made.Success)
        {
            throw new InvalidOperationException($"the mutant '{mutant.Name}' does not compile: {made.Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error)}");
        }

        stream.Position = 0;
        return stream;
    }
}
