using System.Runtime.CompilerServices;
using System.Text.Json;
using Argix.Contracts;

namespace Argix.Broker.Oanda;

// The report stream: the account's log, line by line, with a heartbeat that names the newest entry.
internal sealed partial class OandaAdapter : IStreamReports
{
    public async IAsyncEnumerable<VenueEvent> StreamAsync(IReadOnlyList<Account> accounts, [EnumeratorCancellation] CancellationToken ct)
    {
        // A login is one account here; the form asks for its number.
        var account = accounts[0];
        var reader = new LineReader(account.Id, account.Currency);
        await foreach (var line in port.LinesAsync(await _api.TransactionStreamAsync(account.Id, ct), ct))
        {
            foreach (var e in reader.Read(line.Span))
            {
                yield return e;
            }
        }
    }

    /// <summary>Reads lines. Knows only the number of the last entry it has seen, to notice one that never came.</summary>
    internal sealed class LineReader(string accountId, string currency)
    {
        private long? _seen;

        public IReadOnlyList<VenueEvent> Read(ReadOnlySpan<byte> line)
        {
            if (line.IsEmpty)
            {
                return [];
            }
            try
            {
                return JsonSerializer.Deserialize(line, OandaJson.Default.TransactionJson) switch
                {
                    { Type: "HEARTBEAT" } beat => Heartbeat(beat),
                    { Type: not null } entry => Entry(entry),
                    _ => [new VenueEvent(EventKind.Gap, null, "a line without a type")],
                };
            }
            catch (JsonException)
            {
                return [new VenueEvent(EventKind.Gap, null, "an unreadable line")];
            }
        }

        private List<VenueEvent> Heartbeat(TransactionJson beat)
        {
            var newest = Number(beat.LastTransactionId);
            var missed = _seen is { } seen && newest > seen;
            _seen = newest ?? _seen;
            return missed ? [new VenueEvent(EventKind.Gap, null, "the log has an entry that the stream did not bring"), new VenueEvent(EventKind.Alive)] : [new VenueEvent(EventKind.Alive)];
        }

        private List<VenueEvent> Entry(TransactionJson entry)
        {
            var number = Number(entry.Id);
            var missed = _seen is { } seen && number > seen + 1;
            _seen = number > _seen || _seen is null ? number : _seen;
            List<VenueEvent> events = missed ? [new VenueEvent(EventKind.Gap, null, "entries are missing in the stream")] : [];
            var reports = OandaLog.Fold([entry], accountId, currency);
            events.AddRange(reports.Select(r => new VenueEvent(EventKind.Report, r, entry.Type)));
            // A fill by itself does not say how much of the order it leaves, nor what filled before it.
            if (reports.Any(r => r is { Partial: true, Fills.Count: > 0 }))
            {
                events.Add(new VenueEvent(EventKind.LookAgain, null, entry.Type));
            }
            // The end of an order names neither instrument nor side.
            if (reports.Count == 0 && entry.Type is "ORDER_CANCEL" or "ORDER_CANCEL_REJECT")
            {
                events.Add(new VenueEvent(EventKind.LookAgain, null, entry.Type));
            }
            return events;
        }

        private static long? Number(string? id) => long.TryParse(id, System.Globalization.CultureInfo.InvariantCulture, out var n) ? n : null;
    }
}
