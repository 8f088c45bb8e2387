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
    public IReadOnlyList<Anchor> Of(string workspace) => Read(Path.Combine(Directory, workspace), workspace);

    /// <summary>Those of records that a person gave up by accepting an older backup.</summary>
    public IReadOnlyList<Anchor> SetAside(string workspace) => Read(Path.Combine(Directory, workspace, Aside), workspace);

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

    private static List<Anchor> Read(string folder, string workspace)
    {
        if (!System.IO.Directory.Exists(folder))
        {
            return [];
        }

        return [.. System.IO.Directory.EnumerateFiles(folder, "*.json").Select(File.ReadAllText).Select(Anchor.Parse).OfType<Anchor>()
            .Where(a => a.Workspace == workspace && a.Hash.Length == 64).OrderBy(a => a.Seq)];
    }
}
