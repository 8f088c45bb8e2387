using System.Text.Json;
using System.Text.Json.Serialization;

namespace Argix.Contracts.Testing;

/// <summary>
/// One line of a scripted venue's ledger: what truly happened there. <paramref name="Kind"/>: <c>accepted</c>, <c>changed</c>, <c>fill</c>, <c>canceled</c>, <c>expired</c>, <c>replaced</c> or <c>rejected</c>.
/// An order that replaces another has its id in <paramref name="Word"/>, and the replaced one the new id. <paramref name="Quantity"/> and <paramref name="Price"/> of a fill are this fill's; <paramref name="Cumulative"/> is the order's filled quantity after it.
/// </summary>
public sealed record LedgerLine(long Seq, DateTimeOffset At, string Kind, string OrderId, string ClientOrderId, string Symbol, string Side, string Type, string TimeInForce,
    decimal Quantity, decimal? LimitPrice = null, decimal? StopPrice = null, decimal? Price = null, decimal? Cumulative = null, string? ExecutionId = null, string? Word = null);

/// <summary>An append-only file with one JSON line per fact, flushed to disk before <see cref="Append"/> returns. Not thread safe: one writer.</summary>
public sealed class VenueLedger : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
    private readonly FileStream? _file;

    /// <summary>A ledger that is kept nowhere.</summary>
    public VenueLedger() => Lines = [];

    /// <summary>Opens or makes the file; a torn last line (a process killed in the middle of writing) was never answered for and is cut off.</summary>
    public VenueLedger(string path)
    {
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        var bytes = new byte[_file.Length];
        _file.ReadExactly(bytes);
        var whole = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        _file.SetLength(whole);
        _file.Position = whole;
        Lines = Parse(System.Text.Encoding.UTF8.GetString(bytes, 0, whole));
    }

    /// <summary>The lines that were there when the file was opened.</summary>
    public IReadOnlyList<LedgerLine> Lines { get; }

    /// <summary>Writes one line and flushes it to disk.</summary>
    public void Append(LedgerLine line)
    {
        if (_file is null)
        {
            return;
        }
        _file.Write(JsonSerializer.SerializeToUtf8Bytes(line, Json));
        _file.WriteByte((byte)'\n');
        _file.Flush(flushToDisk: true);
    }

    /// <summary>Reads a ledger, also while a venue writes it.</summary>
    public static IReadOnlyList<LedgerLine> Read(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        var text = reader.ReadToEnd();
        return Parse(text[..(text.LastIndexOf('\n') + 1)]);
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private static IReadOnlyList<LedgerLine> Parse(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<LedgerLine>(line, Json)!)];
}
