using System.Globalization;
using System.Runtime.InteropServices;

namespace Argix.Bench;

/// <summary>All tables of a run with the machine they are from.</summary>
internal static class Document
{
    private const string Mark = "<!-- figures of the last whole run; everything below is written by the benchmarks -->";

    /// <summary>Puts the figures below the mark of a page that has one (what people wrote above it stays), else makes a page.</summary>
    public static void Write(string file, IEnumerable<Table> tables)
    {
        var page = File.Exists(file) ? File.ReadAllText(file) : "# Benchmarks\n\n";
        var kept = page.Contains(Mark, StringComparison.Ordinal) ? page[..page.IndexOf(Mark, StringComparison.Ordinal)] : page;
        File.WriteAllText(file, $"{kept}{Mark}\n\n{Machine()}\n\n{string.Join('\n', tables.Select(t => t.Markdown()))}");
    }

    public static string Machine() => string.Create(CultureInfo.InvariantCulture,
        $"Machine: {Environment.ProcessorCount} cores ({Cpu()}), {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:F0} GB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, {TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC; load before: {Load()}.");

    /// <summary>How busy the machine was with other things.</summary>
    public static string Load() => File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3)) : "not known";

    private static string Cpu() => !File.Exists("/proc/cpuinfo") ? "not known"
        : File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "not known";
}
