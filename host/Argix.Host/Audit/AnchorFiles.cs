using System.Globalization;

namespace Argix.Audit;

/// <summary>
/// Anchors as files, <c>&lt;workspace&gt;/&lt;seq&gt;.json</c>. Put the folder on another disk or machine, or copy it away: an anchor is worth as much as it is out of reach
/// of who could change the database. Anchors of records that a restored backup no longer has go to <c>set-aside</c>; nothing is ever deleted.
/// </summary>
public sealed class AnchorFiles(string directory)
{
    private const string Aside = "set-aside";

    public string Directory { get; } = directory;

    /// <summary>Every anchor of a workspace that stands, by seq. Files that are no anchors of it are left out.</summary>
    /// <param name="after">Only those of later records: a long journal has very many, and their names say which they are.</param>
    public IReadOnlyList<Anchor> Of(string workspace, long after = 0) => Read(Path.Combine(Directory, workspace), workspace, after);

    /// <summary>The one of the latest record; null when there is none.</summary>
    public Anchor? Newest(string workspace)
    {
        var folder = Path.Combine(Directory, workspace);
        return !System.IO.Directory.Exists(folder) ? null
            : System.IO.Directory.EnumerateFiles(folder, "*.json").OrderByDescending(f => f, StringComparer.Ordinal).Select(f => Ours(f, workspace)).FirstOrDefault(a => a is not null);
    }

    /// <summary>Those of records that a person gave up by accepting an older backup.</summary>
    public IReadOnlyList<Anchor> SetAside(string workspace) => Read(Path.Combine(Directory, workspace, Aside), workspace, 0);

    /// <summary>Writes it whole or not at all; one that stands is not touched.</summary>
    public void Write(Anchor anchor)
    {
        var folder = System.IO.Directory.CreateDirectory(Path.Combine(Directory, anchor.Workspace)).FullName;
        var path = Path.Combine(folder, Name(anchor.Seq));
        if (File.Exists(path))
        {
            return;
        }

        using (var file = new FileStream(path + ".new", FileMode.Create))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(anchor.ToJson()));
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>Moves the anchors of records after <paramref name="seq"/> out of the way.</summary>
    public void PutAside(string workspace, long seq)
    {
        var folder = Path.Combine(Directory, workspace);
        foreach (var anchor in Of(workspace).Where(a => a.Seq > seq))
        {
            System.IO.Directory.CreateDirectory(Path.Combine(folder, Aside));
            // Two restores may give up the same seq with different hashes.
            File.Move(Path.Combine(folder, Name(anchor.Seq)), Path.Combine(folder, Aside, $"{Path.GetFileNameWithoutExtension(Name(anchor.Seq))}-{anchor.Hash[..8]}.json"), overwrite: true);
        }
    }

    private static string Name(long seq) => seq.ToString("D12", CultureInfo.InvariantCulture) + ".json";

    private static List<Anchor> Read(string folder, string workspace, long after)
    {
        if (!System.IO.Directory.Exists(folder))
        {
            return [];
        }

        // A name that is no number is read all the same: somebody may have put an anchor back under a name of their own.
        return [.. System.IO.Directory.EnumerateFiles(folder, "*.json").Where(f => !long.TryParse(Path.GetFileNameWithoutExtension(f), NumberStyles.None, CultureInfo.InvariantCulture, out var seq) || seq > after)
            .Select(f => Ours(f, workspace)).OfType<Anchor>().Where(a => a.Seq > after).OrderBy(a => a.Seq)];
    }

    private static Anchor? Ours(string file, string workspace) => Anchor.Parse(File.ReadAllText(file)) is { } a && a.Workspace == workspace && a.Hash.Length == 64 ? a : null;
}
