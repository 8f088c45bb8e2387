namespace Argix.Audit;

/// <summary>
/// One record of a workspace's journal, as stored. <see cref="Payload"/> is JSON: <c>{"v":1,"actor":…,"cause":…,"events":[…]}</c>.
/// Hashes are lower-case hex; the first record's <see cref="PreviousHash"/> is 64 zeros. <see cref="At"/> is RFC 3339 UTC.
/// </summary>
public sealed record JournalRecord(string Workspace, long Seq, long Epoch, string At, string Kind, string Payload, string PreviousHash, string Hash)
{
    /// <summary>Payload schema written by this release.</summary>
    public const int Version = 1;

    /// <summary>The instant in <see cref="At"/>.</summary>
    public DateTimeOffset Time => DateTimeOffset.Parse(At, System.Globalization.CultureInfo.InvariantCulture);
}
