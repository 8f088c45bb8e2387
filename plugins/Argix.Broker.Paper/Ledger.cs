using System.Text.Json;
using Argix.Contracts;

namespace Argix.Broker.Paper;

/// <summary>
/// The append-only file behind the venue. <see cref="Append"/> gathers, <see cref="Flush"/> puts all of it on disk at once; nobody is told anything in between.
/// A lock file keeps a second adapter away from the same ledger; the operating system releases it when the process dies.
/// </summary>
internal sealed class Ledger : IDisposable
{
    public const string FileName = "ledger.jsonl";

    private readonly FileStream _lock;
    private readonly FileStream _file;
    private readonly MemoryStream _batch = new();
    private bool _owesDisk;

    private Ledger(FileStream @lock, FileStream file)
    {
        (_lock, _file) = (@lock, file);
    }

    /// <summary>Opens the ledger of this folder and reads what it holds.</summary>
    public static Ledger Open(string directory, out IReadOnlyList<LedgerLine> lines)
    {
        Directory.CreateDirectory(directory);
        var held = Lock(Path.Combine(directory, "ledger.lock"));
        FileStream? file = null;
        try
        {
            file = new FileStream(Path.Combine(directory, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
            lines = Read(file);
            return new Ledger(held, file);
        }
        catch
        {
            file?.Dispose();
            held.Dispose();
            throw;
        }
    }

    public void Append(LedgerLine line)
    {
        JsonSerializer.Serialize(_batch, line, LedgerJson.Default.LedgerLine);
        _batch.WriteByte((byte)'\n');

        // Nothing is promised about a bar: should the machine lose its line, the same bar is played again.
        _owesDisk |= line.Kind != LineKind.Bar;
    }

    public void Flush()
    {
        if (_batch.Length == 0)
        {
            return;
        }

        _file.Write(_batch.GetBuffer().AsSpan(0, checked((int)_batch.Length)));
        _file.Flush(_owesDisk);
        _batch.SetLength(0);
        _owesDisk = false;
    }

    public void Dispose()
    {
        _file.Dispose();
        _lock.Dispose();
        _batch.Dispose();
    }

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw Broken($"the paper ledger is in use by another adapter ({path}): close that connection or the other host first. {e.Message}");
        }
    }

    // A line without its end was being written when the process died: nobody was told of it, so it is cut off.
    private static List<LedgerLine> Read(FileStream file)
    {
        var bytes = new byte[checked((int)file.Length)];
        file.ReadExactly(bytes);
        var end = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        if (end < bytes.Length)
        {
            file.SetLength(end);
            file.Flush(flushToDisk: true);
        }

        file.Position = end;
        List<LedgerLine> lines = [];
        for (var start = 0; start < end;)
        {
            var length = bytes.AsSpan(start).IndexOf((byte)'\n');
            lines.Add(Parse(bytes.AsSpan(start, length), lines.Count + 1));
            start += length + 1;
        }

        return lines;
    }

    private static LedgerLine Parse(ReadOnlySpan<byte> json, int number)
    {
        LedgerLine? line = null;
        var detail = "its sequence number is not the next one";
        try
        {
            line = JsonSerializer.Deserialize(json, LedgerJson.Default.LedgerLine);
        }
        catch (JsonException e)
        {
            detail = e.Message;
        }

        return line?.Seq == number ? line : throw Broken(FormattableString.Invariant($"the paper ledger is damaged at line {number} of {FileName}: {detail}. Put a good copy of the file back; it is not repaired by guessing."));
    }

    private static VenueException Broken(string message) =>
        new(ErrorCodes.BrokerUnavailable, message, new Evidence(Sent.No, 0, ErrorCodes.BrokerUnavailable, message));
}
