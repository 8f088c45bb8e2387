using System.Text;
using System.Text.Json;
using Argix.Contracts.Manifest;
using Argix.Contracts.Testing.Kit;

namespace Argix.Plugins;

/// <summary>The conformance kit's word about a plugin (<c>grade.json</c>): believed only where it is about these very facts, and self-reported unless the publisher is known.</summary>
public sealed record GradeFile(string Grade, string Ceiling, IReadOnlyList<string> WhyNotHigher, int Passed, int NotApplicable)
{
    internal static GradeFile? Read(string folder, byte[] json, string docs, BrokerManifest manifest)
    {
        var file = Path.Combine(folder, "grade.json");
        if (!File.Exists(file) || new FileInfo(file).Length is 0 or > 1024 * 1024)
            return null;
        try
        {
            var report = KitReport.FromJson(PluginFolderRules.Bytes(file));
            var mine = report.Broker == manifest.Id && report.Version == manifest.Version && report.Subject == KitReport.HashOf(Encoding.UTF8.GetString(json).TrimStart('\uFEFF'), docs);
            return !mine || report.Grade == Contracts.Testing.Kit.Grade.None ? null : new(Word(report.Grade), Word(report.Ceiling), report.WhyNotHigher,
                report.Cases.Count(c => c.State == CaseState.Passed), report.Cases.Count(c => c.State == CaseState.NotApplicable));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Word(Grade grade) => grade.ToString().ToLowerInvariant();
}
