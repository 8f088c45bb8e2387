using System.IO.Compression;
using System.Text.Json;
using Argix.Errors;

namespace Argix.Audit;

/// <summary>
/// A journal as JSON lines: the records of each workspace upwards, every field as it went into the hash, then <c>{"anchor":…}</c> lines. It needs neither database nor key to be verified.
/// Where a part before stands in an archive, a line <c>{"after":…}</c> with the anchor of that part's last record comes first. A name that ends in <c>.gz</c> is compressed.
/// </summary>
public static class ExportFile
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(TextWriter to, IEnumerable<JournalRecord> records, IEnumerable<Anchor> anchors, Anchor? after = null)
    {
        if (after is not null)
            await to.WriteLineAsync(JsonSerializer.Serialize(new { after }, Options));
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
        var afters = Afters(path);
        foreach (var r in Records(path))
        {
            if (!walks.TryGetValue(r.Workspace, out var walk))
            {
                var after = afters.GetValueOrDefault(r.Workspace);
                walks[r.Workspace] = walk = new ChainWalk(anchors.Where(a => a.Workspace == r.Workspace), after?.Seq ?? 0, after?.Hash);
            }

            walk.Take(r);
            records++;
        }
        foreach (var (workspace, walk) in walks)
        {
            walk.End();
            AnchorChecks.Accept(new ChainReport(walk.FirstBroken is null, walk.Checked, walk.FirstBroken, walk.Why), workspace);
        }
        if (kept is not null && afters.GetValueOrDefault(kept.Workspace) is { } begin && kept.Seq <= begin.Seq)
            throw new ArgixException("validation_failed", $"The file goes on after record {begin.Seq}, and the anchor speaks of record {kept.Seq} — check it against the archive that holds that record");
        return kept is null || walks.ContainsKey(kept.Workspace) ? (records, [.. anchors.Select(a => a.Fingerprint).Distinct(StringComparer.Ordinal)])
            : throw new ArgixException("journal_broken", $"record 1 of workspace {kept.Workspace} is missing: the anchor of {kept.At} knows records up to {kept.Seq}, and the file has none of that workspace");
    }

    /// <summary>Its anchors, as they stand.</summary>
    public static List<Anchor> Anchors(string path) => [.. Lines(path).Where(l => l.StartsWith("{\"anchor\":", StringComparison.Ordinal)).Select(l => Parse<AnchorLine>(l).Anchor ?? throw Damaged(l))];

    /// <summary>Where it goes on after an archive, by workspace.</summary>
    public static Dictionary<string, Anchor> Afters(string path) => Lines(path).Where(l => l.StartsWith("{\"after\":", StringComparison.Ordinal))
        .Select(l => AnchorChecks.Trusted(Parse<AfterLine>(l).After ?? throw Damaged(l), null)).ToDictionary(a => a.Workspace, StringComparer.Ordinal);

    private static IEnumerable<string> Lines(string path)
    {
        using var file = File.OpenRead(path);
        using var plain = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
        using var reader = new StreamReader(plain);
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    /// <summary>Its records, as they stand; nothing is verified.</summary>
    public static IEnumerable<JournalRecord> Records(string path) => Lines(path)
        .Where(l => l.Length > 0 && !l.StartsWith("{\"anchor\":", StringComparison.Ordinal) && !l.StartsWith("{\"after\":", StringComparison.Ordinal)).Select(l => Parse<Line>(l))
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

    private sealed record AfterLine(Anchor? After);

    private sealed record Line(string? Workspace, long Seq, long Epoch, string? At, string? Kind, string? Payload, string? PreviousHash, string? Hash);
}
