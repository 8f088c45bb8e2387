using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Argix.Contracts.Testing.Kit;

/// <summary>
/// What the kit found: the grade, the ceiling, and every case. <see cref="Subject"/> is the hash of manifest and page that it was made from, so that a report of something else is noticed.
/// </summary>
public sealed record KitReport(string Broker, string Version, string Subject, Grade Grade, Grade Ceiling, IReadOnlyList<string> WhyNotHigher, string Verified, IReadOnlyList<CaseResult> Cases)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>As a file, <c>grade.json</c>.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options) + "\n";

    /// <summary>Reads one.</summary>
    public static KitReport FromJson(ReadOnlySpan<byte> utf8) => JsonSerializer.Deserialize<KitReport>(utf8, Options) ?? throw new JsonException("grade.json holds null");

    /// <summary>The table, and below it the grade and what keeps it from being better.</summary>
    public string ToTable()
    {
        var text = new StringBuilder();
        foreach (var group in Cases.GroupBy(c => c.Group))
        {
            text.Append('\n').AppendLine(group.Key);
            foreach (var c in group)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {c.Id}  {c.Grade,-8}  {Word(c.State),-14}  {c.What}");
                text.AppendLine(c.Why is null ? "" : $"\n{new string(' ', 35)}{c.Why}");
            }
        }
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"{Broker} {Version}: {Grade}; the manifest allows {Ceiling}; verified against the venue: {Verified}");
        text.AppendLine(CultureInfo.InvariantCulture, $"{Count(CaseState.Passed)} passed, {Count(CaseState.Failed)} failed, {Count(CaseState.NotApplicable)} not applicable, {Count(CaseState.NotRun)} not run");
        foreach (var why in WhyNotHigher)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  not higher because: {why}");
        }
        return text.ToString();
    }

    internal static KitReport Of(KitSubject subject, IReadOnlyList<CaseResult> cases, Ceiling ceiling)
    {
        var reached = Grade.None;
        foreach (var grade in new[] { Grade.Bronze, Grade.Silver, Grade.Gold, Grade.Platinum })
        {
            if (cases.Any(c => c.Grade <= grade && c.State is not (CaseState.Passed or CaseState.NotApplicable)))
            {
                break;
            }
            reached = grade;
        }
        var given = reached < ceiling.Grade ? reached : ceiling.Grade;
        List<string> why = [.. cases.Where(c => c.State == CaseState.Failed && c.Grade == given + 1).Select(c => $"{c.Id} {c.What}: {c.Why}")];
        return new KitReport(subject.Manifest.Id, subject.Manifest.Version, HashOf(subject.Json, subject.Docs), given, ceiling.Grade, given == ceiling.Grade ? [.. ceiling.Why, .. why] : why, subject.Manifest.Verified, cases);
    }

    /// <summary>Hash of the facts and the page that were examined.</summary>
    public static string HashOf(string json, string docs) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json.ReplaceLineEndings("\n") + "\n" + docs.ReplaceLineEndings("\n"))));

    private int Count(CaseState state) => Cases.Count(c => c.State == state);

    private static string Word(CaseState state) => state switch { CaseState.NotApplicable => "not applicable", CaseState.NotRun => "not run", CaseState.Passed => "passed", _ => "FAILED" };
}
