using Argix.Contracts.Testing.Kit;

namespace Argix.AdapterTests;

/// <summary>The README's table of brokers, held against what the tests find.</summary>
internal static class Readme
{
    /// <summary>The row of a broker, by its id.</summary>
    public static string Row(string broker) => File.ReadLines(Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(Broker.Folders[broker])!)!, "README.md"))
        .SingleOrDefault(l => l.StartsWith($"| {Broker.Manifest(broker).Name}", StringComparison.Ordinal)) ?? "";

    /// <summary>The broker that a folder of recordings belongs to.</summary>
    public static string BrokerOf(string folder) => folder[(folder.LastIndexOf('/') + 1)..];

    /// <summary>Nothing, or that the row does not say how many recordings are read of how many.</summary>
    public static IEnumerable<string> Misses(string broker, int used, int there)
    {
        if (!Row(broker).Contains($" {used} of {there}", StringComparison.Ordinal))
        {
            yield return $"README's row of {broker} does not say \"{used} of {there}\"";
        }
    }

    /// <summary>What the row must say of a grade.</summary>
    public static string Grade(KitReport report) =>
        $"| {report.Grade} | {report.Cases.Count(c => c.State == CaseState.Passed)} passed, {report.Cases.Count(c => c.State == CaseState.NotApplicable)} n/a, {report.Cases.Count(c => c.State == CaseState.Failed)} failed | {report.Verified} |";
}
