using System.Globalization;
using System.Runtime.CompilerServices;
using Argix.Contracts;

namespace Argix.Broker.Paper;

/// <summary>
/// The paper broker behind the contract's capability interfaces. Each member is one question to the venue. It makes no venue calls through the port: the venue is in here.
/// </summary>
internal sealed class PaperAdapter(IVenuePort port) : IBrokerAdapter, IPlaceOrders, IReplaceOrders, IDeadMan, IFindOrders, IReadAccount, IStreamReports, IReadInstruments, IReadMarket, IStreamBars
{
    private const int PageSize = 500;
    private static readonly Account TheAccount = new(PaperVenue.AccountId, "Paper account", "USD", Rights.Read | Rights.Trade, Proof.Probed);

    private readonly Lock _gate = new();
    private Task<PaperLine>? _line;
    private bool _disposed;

    /// <summary>Looks at the settings and the replay files; opens no ledger, so testing a connection leaves nothing behind.</summary>
    public async Task<LoginReport> ProbeAsync(CancellationToken ct)
    {
        List<Check> checks = [new(CheckIds.Dns, null, null, "no network is used"), new(CheckIds.Tls, null, null, "no network is used")];
        checks.Add(await TryAsync(CheckIds.Authentication, "no credentials are needed", async () => _ = await StartingCashAsync(ct)));
        checks.Add(new(CheckIds.Permissions, true, null, "read and trade; there is nothing to withdraw"));
        checks.Add(new(CheckIds.Account, true, null, PaperVenue.AccountId));
        checks.Add(await TryAsync(CheckIds.MarketData, "seeded prices or a replay", () => Task.FromResult(new Markets(Settings.Read(port.Login.Settings)))));
        checks.Add(new(CheckIds.OrderLookup, true, null, "every order that was ever placed can be looked up"));
        return new LoginReport("paper:" + port.Login.LoginId, checks, [TheAccount], VenueTime: port.Clock.GetUtcNow());
    }

    public async Task<Outcome> SubmitAsync(Order order, CancellationToken ct) => await (await LineAsync(ct)).SubmitAsync(order, ct);

    public Task<Outcome> CancelAsync(OrderRef order, CancellationToken ct) => AskAsync(v => v.Cancel(order), ct);

    public Task<Outcome> ReplaceAsync(OrderRef current, Order wanted, CancellationToken ct) => AskAsync(v => v.Replace(current, wanted), ct);

    public Task<DateTimeOffset?> ArmAsync(Account account, TimeSpan after, CancellationToken ct) => AskAsync(
        v =>
        {
            Own(account);
            return v.Arm(after);
        },
        ct);

    public Task<Found> FindAsync(OrderRef order, CancellationToken ct) => AskAsync(
        v => new Found(
            v.Find(order) is { } found ? [Map.Report(found)] : [],
            order.BrokerOrderId is { } id && v.Books.ById(id) is not null ? MatchedBy.BrokerId : MatchedBy.ClientId,
            Everything(v.Now)),
        ct);

    public Task<Page<Balance>> BalancesAsync(Account account, CancellationToken ct) => AskAsync(
        v =>
        {
            Own(account);
            var available = Funds.Available(v);
            return Whole(v.Now, [new Balance("USD", v.Books.Cash, available, Funds.Equity(v), available, v.Now)]);
        },
        ct);

    public Task<Page<Position>> PositionsAsync(Account account, string? cursor, CancellationToken ct) => AskAsync(
        v =>
        {
            Own(account);
            return Whole(v.Now, [.. v.Books.Holdings.Where(h => h.Value.Quantity != 0).OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => At(v, h.Key, h.Value))]);
        },
        ct);

    public Task<Page<OrderReport>> OrdersAsync(Account account, DateTimeOffset? from, bool openOnly, string? cursor, CancellationToken ct) =>
        PageAsync(account, cursor, o => (!openOnly || o.IsOpen) && (from is null || o.TouchedAt >= from), !openOnly, ct);

    public Task<Page<OrderReport>> FillsAsync(Account account, DateTimeOffset? from, OrderRef? of, string? cursor, CancellationToken ct) =>
        PageAsync(account, cursor, o => o.FilledAt is { } at && (from is null || at >= from) && (of is null || Is(o, of)), true, ct);

    public async IAsyncEnumerable<VenueEvent> StreamAsync(IReadOnlyList<Account> accounts, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var account in accounts)
        {
            Own(account);
        }

        await foreach (var e in (await LineAsync(ct)).ReportsAsync(ct))
        {
            yield return e;
        }
    }

    public Task<Instrument?> GetAsync(string symbol, AssetClass assetClass, CancellationToken ct) =>
        Task.FromResult(Listings.All().Select(l => l.Instrument).FirstOrDefault(i => i.Symbol == symbol && i.AssetClass == assetClass));

    public async IAsyncEnumerable<Instrument> SearchAsync(string text, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        foreach (var i in Listings.All().Select(l => l.Instrument).Where(i => i.Symbol.Contains(text, StringComparison.OrdinalIgnoreCase) || i.Name!.Contains(text, StringComparison.OrdinalIgnoreCase)))
        {
            ct.ThrowIfCancellationRequested();
            yield return i;
        }
    }

    public Task<Quote> QuoteAsync(Instrument instrument, CancellationToken ct) => AskAsync(v => v.Markets.Quote(v.Markets.Listing(instrument.Symbol), v.Now), ct);

    public async Task<Page<Bar>> BarsAsync(Instrument instrument, TimeSpan size, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var (markets, now, played) = await AskAsync(v => (v.Markets, v.Now, v.Markets.Played(v.Markets.Listing(instrument.Symbol), from, to)), ct);
        return Whole(now, played ?? markets.Seeded(markets.Listing(instrument.Symbol), size, from, to, now));
    }

    /// <summary>The paper venue never closes.</summary>
    public Task<MarketClock?> ClockAsync(CancellationToken ct) => Task.FromResult<MarketClock?>(null);

    public async IAsyncEnumerable<Bar> BarsAsync(Instrument instrument, TimeSpan size, [EnumeratorCancellation] CancellationToken ct)
    {
        var line = await LineAsync(ct);
        var listing = await line.AskAsync(v => v.Markets.Listing(instrument.Symbol), ct);
        await foreach (var bar in line.BarsAsync(listing, size, ct))
        {
            yield return bar;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task<PaperLine>? line;
        lock (_gate)
        {
            _disposed = true;
            (line, _line) = (_line, null);
        }

        if (line is not null && await line.ContinueWith(l => l.IsCompletedSuccessfully, TaskScheduler.Default))
        {
            await (await line).DisposeAsync();
        }
    }

    private async Task<T> AskAsync<T>(Func<PaperVenue, T> ask, CancellationToken ct) => await (await LineAsync(ct)).AskAsync(ask, ct);

    // Create does no I/O: the first question opens the ledger. A failed opening is tried again by the next question.
    private Task<PaperLine> LineAsync(CancellationToken ct)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_line is null or { IsFaulted: true } or { IsCanceled: true })
            {
                _line = Task.Run(OpenAsync, CancellationToken.None);
            }

            return _line.WaitAsync(ct);
        }
    }

    private async Task<PaperLine> OpenAsync()
    {
        var cash = await StartingCashAsync(CancellationToken.None);
        var markets = new Markets(Settings.Read(port.Login.Settings));
        var ledger = Ledger.Open(port.DataDirectory, out var lines);
        try
        {
            return new PaperLine(new PaperVenue(ledger, lines, markets, cash, port.Clock, new DeadMan(port.DataDirectory)), ledger, port.Clock);
        }
        catch
        {
            ledger.Dispose();
            throw;
        }
    }

    private async Task<decimal> StartingCashAsync(CancellationToken ct)
    {
        string text;
        try
        {
            text = await port.SecretAsync("startingCash", ct);
        }
        catch (KeyNotFoundException)
        {
            text = "";
        }

        const string Wrong = "startingCash must be a number from 0 to 1,000,000,000,000";
        return text.Length == 0 ? 100_000
            : decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var cash) && cash <= 1_000_000_000_000 ? cash
            : throw new VenueException(ErrorCodes.InvalidCredentials, Wrong, Map.Said(ErrorCodes.InvalidCredentials, Wrong));
    }

    private static async Task<Check> TryAsync(string id, string detail, Func<Task> look)
    {
        try
        {
            await look();
            return new Check(id, true, null, detail);
        }
        catch (VenueException e)
        {
            return new Check(id, false, e.Code, e.Message);
        }
    }

    // Newest last; the cursor is the place of the last order that was shown.
    private Task<Page<OrderReport>> PageAsync(Account account, string? cursor, Func<PaperOrder, bool> wanted, bool closedToo, CancellationToken ct) => AskAsync(
        v =>
        {
            Own(account);
            var at = Place(cursor);
            List<OrderReport> items = [];
            for (; at < v.Books.Orders.Count && items.Count < PageSize; at++)
            {
                if (wanted(v.Books.Orders[at]))
                {
                    items.Add(Map.Report(v.Books.Orders[at]));
                }
            }

            var next = at < v.Books.Orders.Count ? at.ToString(CultureInfo.InvariantCulture) : null;
            return new Page<OrderReport>(items, next, Everything(v.Now) with { Closed = closedToo, AllPages = next is null });
        },
        ct);

    private static int Place(string? cursor) => cursor is null ? 0
        : int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place
        : throw new VenueException(ErrorCodes.BrokerProtocolError, "not a cursor of this venue", Map.Said(ErrorCodes.BrokerProtocolError, "cursor"));

    private static bool Is(PaperOrder order, OrderRef wanted) => wanted.BrokerOrderId is { } id ? order.Id == id : order.ClientOrderId == wanted.Order.ClientOrderId;

    private static Position At(PaperVenue v, string symbol, Holding holding)
    {
        var listing = v.Markets.Listing(symbol);
        return Map.Position(listing.Instrument, holding, v.Markets.Quote(listing, v.Now).Last!.Value, v.Now);
    }

    private static Page<T> Whole<T>(DateTimeOffset now, IReadOnlyList<T> items) => new(items, null, Everything(now));

    private static Coverage Everything(DateTimeOffset now) => new(DateTimeOffset.MinValue, now, true, true, true, true, now);

    private static void Own(Account account)
    {
        if (account.Id != PaperVenue.AccountId)
        {
            throw new VenueException(ErrorCodes.WrongAccount, $"there is only the account {PaperVenue.AccountId}", Map.Said(ErrorCodes.WrongAccount, account.Id));
        }
    }
}
