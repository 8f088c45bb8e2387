using System.Text.Json;
using Argix.Errors;

namespace Argix.Audit;

/// <summary>
/// A journal as JSON lines: the records of each workspace upwards, every field as it went into the hash, then <c>{"anchor":…}</c> lines. It needs neither database nor key to be verified.
/// </summary>
public static class ExportFile
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(TextWriter to, IEnumerable<JournalRecord> records, IEnumerable<Anchor> anchors)
    {
        foreach (var r in records)
            await to.WriteLineAsync(JsonSerializer.Serialize(new Line(r.Workspace, r.Seq, r.Epoch, r.At, r.Kind, r.Payload, r.PreviousHash, r.Hash), Options));
        foreach (var anchor in anchors)
            await to.WriteLineAsync(JsonSerializer.Serialize(new { anchor }, Options));
    }

    /// <summary>Verifies every workspace of an export, against its own anchors and one more that was kept elsewhere.</summary>
    public static (long Records, IReadOnlyList<string> Keys) Verify(string path, Anchor? kept)
    {
        var anchors = Anchors(path);
        anchors.ForEach(a => AnchorChecks.Trusted(a, null));
        if (kept is not null)
            anchors.Add(kept);
        var (walks, records) = (new Dictionary<string, ChainWalk>(StringComparer.Ordinal), 0L);
        foreach (var r in Records(path))
        {
            if (!walks.TryGetValue(r.Workspace, out var walk))
                walks[r.Workspace] = walk = new ChainWalk(anchors.Where(a => a.Workspace == r.Workspace));
            walk.Take(r);
            records++;
        }
        foreach (var (workspace, walk) in walks)
        {
            walk.End();
            AnchorChecks.Accept(new ChainReport(walk.FirstBroken is null, walk.Checked, walk.FirstBroken, walk.Why), workspace);
        }
        return kept is null || walks.ContainsKey(kept.Workspace) ? (records, [.. anchors.Select(a => a.Fingerprint).Distinct(StringComparer.Ordinal)])
            : throw new ArgixException("journal_broken", $"record 1 of workspace {kept.Workspace} is missing: the anchor of {kept.At} knows records up to {kept.Seq}, and the file has none of that workspace");
    }

    private static List<Anchor> Anchors(string path) => [.. File.ReadLines(path).Where(l => l.StartsWith("{\"anchor\":", StringComparison.Ordinal))
        .Select(l => Parse<AnchorLine>(l).Anchor ?? throw Damaged(l))];

    private static IEnumerable<JournalRecord> Records(string path) => File.ReadLines(path).Where(l => l.Length > 0 && !l.StartsWith("{\"anchor\":", StringComparison.Ordinal)).Select(l => Parse<Line>(l))
        .Select(l => new JournalRecord(l.Workspace ?? "", l.Seq, l.Epoch, l.At ?? "", l.Kind ?? "", l.Payload ?? "", l.PreviousHash ?? "", l.Hash ?? ""));

    private static T Parse<T>(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, Options) ?? throw Damaged(line);
        }
        catch (JsonException)
        {
            throw Damaged(line);
        }
    }

    private static ArgixException Damaged(string line) => new("validation_failed", $"The file is no export, or a line of it is damaged: {line[..Math.Min(60, line.Length)]} — export again");

    private sealed record AnchorLine(Anchor? Anchor);

    private sealed record Line(string? Workspace, long Seq, long Epoch, string? At, string? Kind, string? Payload, string? PreviousHash, string? Hash);
}
