using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Argix.Bench;

/// <summary>The simulator: so many seeds in how long, and how much time passes in it meanwhile.</summary>
internal static partial class P4
{
    private const int Seeds = 2_000;

    public static async Task<Table> RunAsync(Options options)
    {
        _ = options;
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var dll = Path.Combine(Repository.Root, "tests", "Argix.Simulation", "bin", output.Parent!.Name, output.Name, "Argix.Simulation.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [dll, "--seeds", $"{Seeds}"]) { RedirectStandardOutput = true })!;
        var start = Stopwatch.GetTimestamp();
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var hours = Hours().Match(said) is { Success: true } m ? double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture) : double.NaN;
        var table = new Table("P4: the simulator", "seeds", "seconds", "simulated hours", "simulated hours per real hour", "target");
        table.Row(Figures.N(Seeds), Figures.N(seconds, "N1"), Figures.N(hours), Figures.N(hours / seconds * 3600), "≥ 2,000 seeds in ≤ 180 s");
        table.Note($"A process of its own, start included, on all cores. Its last words: `{said.Trim().Split('\n')[^1]}`");
        return table;
    }

    [GeneratedRegex(@"(\d+) simulated hours", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Hours();
}
