using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Argix.Audit;

/// <summary>
/// The hash chain of one workspace: <c>hash = SHA-256(previous_hash, workspace, seq, epoch, at, kind, payload)</c>, each part preceded by its length as 4 bytes
/// big-endian; text as UTF-8, integers as 8 bytes big-endian. Nothing can be changed, taken out or put in without every later hash changing.
/// </summary>
public static class Chain
{
    public static readonly string Genesis = new('0', 64);

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>The next record after <paramref name="previousHash"/>.</summary>
    public static JournalRecord Link(string previousHash, string workspace, long seq, long epoch, DateTimeOffset at, string kind, string payload)
    {
        var time = Time(at);
        return new JournalRecord(workspace, seq, epoch, time, kind, payload, previousHash, Hash(previousHash, workspace, seq, epoch, time, kind, payload));
    }

    /// <summary>Whether the record's own hash is right.</summary>
    public static bool Holds(JournalRecord r) => r.Hash == Hash(r.PreviousHash, r.Workspace, r.Seq, r.Epoch, r.At, r.Kind, r.Payload);

    private static string Hash(string previousHash, string workspace, long seq, long epoch, string at, string kind, string payload)
    {
        var size = Encoding.UTF8.GetMaxByteCount(previousHash.Length + workspace.Length + at.Length + kind.Length + payload.Length) + 64;
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            var n = 0;
            Text(buffer, ref n, previousHash);
            Text(buffer, ref n, workspace);
            Number(buffer, ref n, seq);
            Number(buffer, ref n, epoch);
            Text(buffer, ref n, at);
            Text(buffer, ref n, kind);
            Text(buffer, ref n, payload);
            return Convert.ToHexStringLower(SHA256.HashData(buffer.AsSpan(0, n)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Text(byte[] buffer, ref int n, string text)
    {
        var length = Encoding.UTF8.GetBytes(text, buffer.AsSpan(n + 4));
        BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(n), length);
        n += 4 + length;
    }

    private static void Number(byte[] buffer, ref int n, long number)
    {
        BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(n), 8);
        BinaryPrimitives.WriteInt64BigEndian(buffer.AsSpan(n + 4), number);
        n += 12;
    }
}

/// <summary>Walks a chain record by record, past the anchors that are given, and remembers the first break.</summary>
public sealed class ChainWalk
{
    private readonly Queue<Anchor> _anchors;
    private string _previous;
    private long _next;
    private long _anchored;

    /// <param name="anchors">Statements that the chain must agree with, by seq; read before the records are.</param>
    /// <param name="after">Begins after this record, whose hash is <paramref name="hash"/>; 0 = at the first.</param>
    /// <param name="hash">The hash that the next record must follow.</param>
    public ChainWalk(IEnumerable<Anchor>? anchors = null, long after = 0, string? hash = null)
    {
        (_next, _previous, _anchored) = (after + 1, hash ?? Chain.Genesis, after);
        _anchors = new((anchors ?? []).Where(a => a.Seq > after).OrderBy(a => a.Seq));
    }

    public long Checked { get; private set; }

    /// <summary>The first record that is changed or missing; null while all is well.</summary>
    public long? FirstBroken { get; private set; }

    /// <summary>What is wrong with it.</summary>
    public string Why { get; private set; } = "";

    public string Tip => _previous;

    /// <summary>Takes the next record in order of seq; false once the chain is broken.</summary>
    public bool Take(JournalRecord record)
    {
        if (FirstBroken is null)
        {
            if (record.Seq != _next)
            {
                Break(_next, "was changed or is missing");
            }
            else if (record.PreviousHash != _previous || !Chain.Holds(record))
            {
                Break(record.Seq, "was changed or is missing");
            }
            else
            {
                Checked++;
                Compare(record);
            }
        }

        _previous = record.Hash;
        _next = record.Seq + 1;
        return FirstBroken is null;
    }

    /// <summary>The anchor of a record that does not exist: the journal was cut, or is an older copy. Null when there is none.</summary>
    public Anchor? Ahead => FirstBroken is null ? _anchors.LastOrDefault() : null;

    /// <summary>After the last record: an anchor of a record that does not exist is a break.</summary>
    public ChainWalk End()
    {
        if (Ahead is { } ahead)
        {
            Break(_next, $"is missing: the anchor of {ahead.At} knows records up to {ahead.Seq}, so the journal was cut or is an older copy");
        }

        return this;
    }

    private void Compare(JournalRecord record)
    {
        while (_anchors.TryPeek(out var anchor) && anchor.Seq == record.Seq)
        {
            _anchors.Dequeue();
            if (anchor.Hash != record.Hash && FirstBroken is null)
            {
                Break(record.Seq, $"is not the one that was anchored on {anchor.At}: the chain was written anew somewhere after record {_anchored}");
            }

            _anchored = record.Seq;
        }
    }

    private void Break(long seq, string why) => (FirstBroken, Why) = (seq, why);
}

/// <summary>The result of verifying a workspace's whole chain.</summary>
/// <param name="Archived">Records up to this one stand in archives, not in the database; 0 = none.</param>
public sealed record ChainReport(bool Ok, long Checked, long? FirstBroken, string Why = "", long Archived = 0);
