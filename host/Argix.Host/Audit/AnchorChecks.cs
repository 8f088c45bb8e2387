using Argix.Errors;

namespace Argix.Audit;

/// <summary>What an anchor must be before a journal is held against it, and the words for a journal that does not hold.</summary>
public static class AnchorChecks
{
    /// <summary>An anchor from a file that somebody kept.</summary>
    /// <param name="text">The file's content.</param>
    /// <param name="key">The public key it must be signed with; null = any, for a check far from the instance.</param>
    public static Anchor Read(string text, string? key) =>
        Trusted(Anchor.Parse(text) ?? throw new ArgixException("validation_failed", "The file is no anchor — give one from the folder of anchors, or one downloaded from the audit page"), key);

    public static Anchor Trusted(Anchor anchor, string? key)
    {
        if (!anchor.Holds())
            throw new ArgixException("journal_broken", $"record {anchor.Seq} of workspace {anchor.Workspace} has an anchor that was changed after it was signed — compare with a copy that was kept elsewhere");
        return key is null || anchor.Key == key ? anchor
            : throw new ArgixException("journal_broken", $"record {anchor.Seq} of workspace {anchor.Workspace} has an anchor that this instance did not sign (key {anchor.Fingerprint}, ours is {Anchor.FingerprintOf(key)}) — take it for forged unless it comes from an instance of before");
    }

    public static ChainReport Accept(ChainReport report, string workspace) => report.FirstBroken is not { } broken ? report
        : throw new ArgixException("journal_broken", $"record {broken} of workspace {workspace} {report.Why} — keep the files as they are, and restore a backup or compare with your broker's own records");
}
