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

/// <summary>Walks a chain record by record and remembers the first break.</summary>
public sealed class ChainWalk
{
    private string _previous = Chain.Genesis;
    private long _next = 1;

    public long Checked { get; private set; }

    /// <summary>The first record that is changed or missing; null while all is well.</summary>
    public long? FirstBroken { get; private set; }

    public string Tip => _previous;

    /// <summary>Takes the next record in order of seq; false once the chain is broken.</summary>
    public bool Take(JournalRecord record)
    {
        if (FirstBroken is null)
        {
            if (record.Seq != _next)
            {
                FirstBroken = _next;
            }
            else if (record.PreviousHash != _previous || !Chain.Holds(record))
            {
                FirstBroken = record.Seq;
            }
            else
            {
                Checked++;
            }
        }

        _previous = record.Hash;
        _next = record.Seq + 1;
        return FirstBroken is null;
    }
}

/// <summary>The result of verifying a workspace's whole chain.</summary>
public sealed record ChainReport(bool Ok, long Checked, long? FirstBroken);
