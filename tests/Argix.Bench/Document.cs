using System.Globalization;
using System.Runtime.InteropServices;

namespace Argix.Bench;

/// <summary>All tables of a run with the machine they are from.</summary>
internal static class Document
{
    public static string Whole(IEnumerable<Table> tables) => $"""
        # Benchmarks: figures of a run

        Written by `dotnet run -c Release --project tests/Argix.Bench -- all --out FILE`. How they are measured and what they mean: [benchmarks.md](benchmarks.md).

        {Machine()}

        {string.Join('\n', tables.Select(t => t.Markdown()))}
        """;

    public static string Machine() => string.Create(CultureInfo.InvariantCulture,
        $"Machine: {Environment.ProcessorCount} cores ({Cpu()}), {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:F0} GB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, {TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC; load before: {Load()}.");

    /// <summary>How busy the machine was with other things.</summary>
    public static string Load() => File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3)) : "not known";

    private static string Cpu() => !File.Exists("/proc/cpuinfo") ? "not known"
        : File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "not known";
}
