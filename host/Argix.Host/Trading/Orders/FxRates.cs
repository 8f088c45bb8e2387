using System.Collections.Concurrent;
using Argix.Contracts;
using Argix.Data;
using Argix.Trading.Lanes;
using Microsoft.EntityFrameworkCore;

namespace Argix.Trading.Orders;

/// <summary>
/// What one unit of a currency is worth in another, by the quotes of any venue that the workspace is connected to: the pair, its inverse, or one cross. No rate is made up,
/// and one older than an hour is none: a control that needs it then denies.
/// </summary>
internal sealed class FxRates(DbFactory db, LaneRegistry lanes, AccountBook accounts, ChangeBell bell, TimeProvider clock)
{
    private readonly RowCache<Guid, List<Guid>> _connections = new(bell);

    private static readonly TimeSpan Good = TimeSpan.FromHours(1);
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly string[] Crosses = ["USD", "EUR", "USDT"];
    private readonly ConcurrentDictionary<(Guid Connection, string Pair), DateTimeOffset> _asked = [];

    /// <summary>The rates of these currencies to one, as far as any is known.</summary>
    public async Task<IReadOnlyDictionary<string, decimal>> ToAsync(Guid workspace, string to, IEnumerable<string> currencies, CancellationToken ct)
    {
        var wanted = currencies.Where(c => c != to).Distinct(StringComparer.Ordinal).ToList();
        if (wanted.Count == 0)
        {
            return new Dictionary<string, decimal>();
        }

        var connections = await ConnectionsAsync(workspace, ct);
        var rates = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var from in wanted)
        {
            if (FxMath.Rate(from, to, Crosses, p => Known(connections, p)) is null)
            {
                await AskAsync(connections, from, to, ct);
            }

            if (FxMath.Rate(from, to, Crosses, p => Known(connections, p)) is { } rate)
            {
                rates[from] = rate;
            }
        }

        return rates;
    }

    /// <summary>Currencies of what the workspace holds anywhere.</summary>
    public async Task<IReadOnlyList<string>> HeldAsync(Guid workspace, CancellationToken ct) =>
        [.. (await ConnectionsAsync(workspace, ct)).SelectMany(c => accounts.Account(c)?.Positions ?? []).Where(p => p.Quantity != 0).Select(p => p.Currency).Distinct()];

    private decimal? Known(IReadOnlyList<Guid> connections, string pair) => connections.Select(c => accounts.Price(c, pair))
        .Where(p => p is { Price: > 0 } && clock.GetUtcNow() - p.Value.At < Good).OrderByDescending(p => p!.Value.At).FirstOrDefault()?.Price;

    private async Task AskAsync(IReadOnlyList<Guid> connections, string from, string to, CancellationToken ct)
    {
        foreach (var pair in FxMath.Pairs(from, to, Crosses))
        {
            await Task.WhenAll(connections.Select(c => AskOneAsync(c, pair, ct)));
            if (FxMath.Rate(from, to, Crosses, p => Known(connections, p)) is not null)
            {
                return;
            }
        }
    }

    // A venue that does not list the pair, or does not answer, is left alone for a while: orders wait for this.
    private async Task AskOneAsync(Guid connection, string pair, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (lanes.Of(connection) is not { } lane || lane.Login.Adapter.Capability<IReadMarket>() is not { } market
            || (_asked.TryGetValue((connection, pair), out var last) && now - last < AskAgain))
        {
            return;
        }

        _asked[(connection, pair)] = now;
        try
        {
            var instrument = await lane.Login.Instruments.GetAsync(pair, AssetClass.Fx, ct).WaitAsync(Patience, clock, ct)
                ?? await lane.Login.Instruments.GetAsync(pair, AssetClass.Crypto, ct).WaitAsync(Patience, clock, ct);
            if (instrument is null || instrument.Symbol != pair)
            {
                return;
            }

            var quote = await market.QuoteAsync(instrument, ct).WaitAsync(Patience, clock, ct);
            var price = quote is { Bid: > 0, Ask: > 0 } ? (quote.Bid + quote.Ask) / 2 : quote.Last;
            if (price is > 0)
            {
                accounts.SetPrice(connection, pair, price.Value, quote.Time);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException && !ct.IsCancellationRequested)
        {
            // No rate from here; whoever needs one says so.
        }
    }

    private async Task<IReadOnlyList<Guid>> ConnectionsAsync(Guid workspace, CancellationToken ct) => await _connections.GetAsync(workspace, async () =>
    {
        await using var data = db.Open();
        return await data.Connections.AsNoTracking().Where(c => c.WorkspaceId == workspace && c.Intent != ConnectionIntent.Disconnected).Select(c => c.Id).ToListAsync(ct);
    }) ?? [];
}

/// <summary>Rates out of pairs. Pure.</summary>
internal static class FxMath
{
    /// <summary>Direct, inverse, or through one other currency; null = none of them is known.</summary>
    public static decimal? Rate(string from, string to, IReadOnlyList<string> crosses, Func<string, decimal?> price) => from == to ? 1
        : OneStep(from, to, price) ?? crosses.Where(c => c != from && c != to).Select(c => OneStep(from, c, price) * OneStep(c, to, price)).FirstOrDefault(r => r is not null);

    /// <summary>Every pair that could help, the nearest first.</summary>
    public static IEnumerable<string> Pairs(string from, string to, IReadOnlyList<string> crosses) =>
        [$"{from}/{to}", $"{to}/{from}", .. crosses.Where(c => c != from && c != to).SelectMany(c => new[] { $"{from}/{c}", $"{c}/{from}", $"{c}/{to}", $"{to}/{c}" })];

    private static decimal? OneStep(string from, string to, Func<string, decimal?> price) => price($"{from}/{to}") ?? (price($"{to}/{from}") is > 0 and { } inverse ? 1 / inverse : null);
}
