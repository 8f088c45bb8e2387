using System.Runtime.CompilerServices;
using Acme;
using Acme.Venue;
using Argix.Contracts;
using Argix.Contracts.Manifest;
using Argix.Contracts.Testing.Kit;

namespace Argix.AdapterTests.Kit;

/// <summary>A way in which an adapter can be bad: what it does to calls, answers and results of a good one.</summary>
internal sealed record Mutant
{
    public Func<BrokerManifest, BrokerManifest> Manifest { get; init; } = m => m;
    public Func<string, string> Docs { get; init; } = d => d;
    public Func<Call, Call> Call { get; init; } = c => c;
    public Func<Call, Answer, Answer> Answer { get; init; } = (_, a) => a;
    public Func<LoginReport, LoginReport> Probe { get; init; } = r => r;
    public Func<Order, Order> Order { get; init; } = o => o;
    public Func<Order, Outcome, Outcome> Submit { get; init; } = (_, o) => o;
    public Func<Outcome, Outcome> Cancel { get; init; } = o => o;
    public Func<OrderRef, OrderRef> Ref { get; init; } = r => r;
    public Func<Outcome, Outcome> Replace { get; init; } = o => o;
    public Func<Found, Found> Found { get; init; } = f => f;
    public Func<OrderReport, OrderReport> Report { get; init; } = r => r;
    public Func<VenueEvent, VenueEvent?> Event { get; init; } = e => e;
    public Func<Instrument?, Instrument?> Instrument { get; init; } = i => i;
    public Func<Quote, Quote> Quote { get; init; } = q => q;
    public Func<decimal, decimal> Money { get; init; } = m => m;
    public Func<decimal, decimal> Quantity { get; init; } = q => q;
    public Func<DateTimeOffset?, DateTimeOffset?> Silence { get; init; } = t => t;

    /// <summary>Done with the port: while the adapter is made, before each probe, before each submit, when it is disposed.</summary>
    public Action<IVenuePort>? OnCreate { get; init; }
    public Func<IVenuePort, Task>? OnProbe { get; init; }
    public Func<IVenuePort, Order, Task>? OnSubmit { get; init; }
    public Action? OnDispose { get; init; }

    /// <summary>A failed read becomes an empty one; a failed probe is thrown; a lost order is tried again.</summary>
    public bool SwallowsReads { get; init; }
    public bool ThrowsProbe { get; init; }
    public bool SendsTwice { get; init; }
    public bool FirstPageOnly { get; init; }
    public bool IgnoresStop { get; init; }
    public bool LogsEachFailure { get; init; }
    public bool ReportsLate { get; init; }
    public bool ThrowsOtherThings { get; init; }

    /// <summary>Capabilities that it pretends not to have.</summary>
    public Type? Lacks { get; init; }
    public string? Assembly { get; init; } = typeof(AcmePlugin).Assembly.Location;

    public KitSubject Subject => new(Manifest(AcmeSubject.Best), Docs(AcmeSubject.Docs), () => new MutantPlugin(this), () => new AcmeScript(), Assembly) { Patience = TimeSpan.FromMilliseconds(600) };
}

internal sealed class MutantPlugin(Mutant m) : IBrokerPlugin
{
    public IBrokerAdapter Create(IVenuePort port)
    {
        m.OnCreate?.Invoke(port);
        return new MutantAdapter(m, new MutantPort(m, port), port);
    }
}

internal sealed class MutantPort(Mutant m, IVenuePort port) : IVenuePort
{
    public LoginInfo Login => port.Login;
    public TimeProvider Clock => port.Clock;
    public string DataDirectory => port.DataDirectory;
    public ValueTask<string> SecretAsync(string name, CancellationToken ct) => port.SecretAsync(name, ct);
    public ValueTask<long> NonceAsync(CancellationToken ct) => port.NonceAsync(ct);
    public Task<ISocket> ConnectAsync(Call call, CancellationToken ct) => port.ConnectAsync(m.Call(call), ct);
    public IAsyncEnumerable<ReadOnlyMemory<byte>> LinesAsync(Call call, CancellationToken ct) => port.LinesAsync(call, ct);
    public void Log(LogLevel level, string message) => port.Log(level, message);

    public async Task<Answer> SendAsync(Call call, CancellationToken ct)
    {
        var sent = m.Call(call);
        var answer = await port.SendAsync(sent, m.IgnoresStop ? CancellationToken.None : ct);
        if (m.SendsTwice && call.Op is Op.Submit or Op.Replace or Op.Cancel && answer.Status is not (200 or 201 or 204))
        {
            answer = await port.SendAsync(sent, ct);
        }
        return m.Answer(sent, answer);
    }
}

/// <summary>Stands before the template's adapter.</summary>
internal sealed class MutantAdapter(Mutant m, MutantPort mine, IVenuePort port)
    : IBrokerAdapter, IPlaceOrders, IFindOrders, IReplaceOrders, IReadAccount, IStreamReports, IReadInstruments, IReadMarket, IDeadMan
{
    private readonly IBrokerAdapter _inner = new AcmePlugin().Create(mine);

    public T? Capability<T>() where T : class => m.Lacks == typeof(T) ? null : this as T;

    public ValueTask DisposeAsync()
    {
        m.OnDispose?.Invoke();
        return _inner.DisposeAsync();
    }

    public async Task<LoginReport> ProbeAsync(CancellationToken ct)
    {
        await (m.OnProbe?.Invoke(port) ?? Task.CompletedTask);
        var report = m.Probe(await _inner.ProbeAsync(ct));
        return m.ThrowsProbe && report.Accounts.Count == 0 ? throw new VenueException(report.Checks[0].Code ?? "", "thrown", new Evidence(Sent.Unknown, 0)) : report;
    }

    public async Task<Outcome> SubmitAsync(Order order, CancellationToken ct)
    {
        await (m.OnSubmit?.Invoke(port, order) ?? Task.CompletedTask);
        return m.Submit(order, await As<IPlaceOrders>().SubmitAsync(m.Order(order), ct));
    }

    public async Task<Outcome> CancelAsync(OrderRef order, CancellationToken ct) => m.Cancel(await As<IPlaceOrders>().CancelAsync(m.Ref(order), ct));

    public async Task<Outcome> ReplaceAsync(OrderRef current, Order wanted, CancellationToken ct) => m.Replace(await As<IReplaceOrders>().ReplaceAsync(current, m.Order(wanted), ct));

    public Task<Found> FindAsync(OrderRef order, CancellationToken ct) => ReadAsync(async () =>
    {
        var found = await As<IFindOrders>().FindAsync(order, ct);
        return m.Found(found with { Orders = [.. found.Orders.Select(m.Report)] });
    }, new Found([], MatchedBy.ClientId, Covered));

    public Task<Page<Balance>> BalancesAsync(Account account, CancellationToken ct) => ReadAsync(async () =>
    {
        var page = await As<IReadAccount>().BalancesAsync(account, ct);
        return page with { Items = [.. page.Items.Select(b => b with { Total = m.Money(b.Total) })] };
    }, Empty<Balance>());

    public Task<Page<Position>> PositionsAsync(Account account, string? cursor, CancellationToken ct) => ReadAsync(async () =>
    {
        var page = await As<IReadAccount>().PositionsAsync(account, cursor, ct);
        return page with { Items = [.. page.Items.Select(p => p with { Quantity = m.Quantity(p.Quantity) })] };
    }, Empty<Position>());

    public Task<Page<OrderReport>> OrdersAsync(Account account, DateTimeOffset? from, bool openOnly, string? cursor, CancellationToken ct) =>
        ReadAsync(async () => Shown(await As<IReadAccount>().OrdersAsync(account, from, openOnly, cursor, ct)), Empty<OrderReport>());

    public Task<Page<OrderReport>> FillsAsync(Account account, DateTimeOffset? from, OrderRef? of, string? cursor, CancellationToken ct) =>
        ReadAsync(async () => Shown(await As<IReadAccount>().FillsAsync(account, m.ReportsLate ? from?.AddTicks(1) : from, of, cursor, ct)), Empty<OrderReport>());

    public async IAsyncEnumerable<VenueEvent> StreamAsync(IReadOnlyList<Account> accounts, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var e in As<IStreamReports>().StreamAsync(accounts, m.IgnoresStop ? CancellationToken.None : ct))
        {
            if (m.Event(e.Report is { } r ? e with { Report = m.Report(r) } : e) is { } changed)
            {
                yield return changed;
            }
        }
        if (m.IgnoresStop)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, port.Clock, CancellationToken.None);
        }
    }

    public Task<Instrument?> GetAsync(string symbol, AssetClass assetClass, CancellationToken ct) =>
        ReadAsync(async () => m.Instrument(await As<IReadInstruments>().GetAsync(symbol, assetClass, ct)), null);

    public IAsyncEnumerable<Instrument> SearchAsync(string text, CancellationToken ct) => As<IReadInstruments>().SearchAsync(text, ct);

    public Task<Quote> QuoteAsync(Instrument instrument, CancellationToken ct) =>
        ReadAsync(async () => m.Quote(await As<IReadMarket>().QuoteAsync(instrument, ct)), new Quote(instrument.Symbol, null, null, null, default, null));

    public Task<Page<Bar>> BarsAsync(Instrument instrument, TimeSpan size, DateTimeOffset from, DateTimeOffset to, CancellationToken ct) => As<IReadMarket>().BarsAsync(instrument, size, from, to, ct);

    public Task<MarketClock?> ClockAsync(CancellationToken ct) => As<IReadMarket>().ClockAsync(ct);

    public Task<DateTimeOffset?> ArmAsync(Account account, TimeSpan after, CancellationToken ct) => ReadAsync(async () => m.Silence(await As<IDeadMan>().ArmAsync(account, after, ct)), null);

    private static Coverage Covered => new(DateTimeOffset.MinValue, default, true, true, true, true, default);

    private static Page<T> Empty<T>() => new([], null, Covered);

    private Page<OrderReport> Shown(Page<OrderReport> page) => page with { Items = [.. page.Items.Select(m.Report)], Next = m.FirstPageOnly ? null : page.Next };

    private async Task<T> ReadAsync<T>(Func<Task<T>> read, T otherwise)
    {
        try
        {
            return await read();
        }
        catch (VenueException e)
        {
            if (m.LogsEachFailure)
            {
                port.Log(LogLevel.Warning, "failed");
            }
            return m.ThrowsOtherThings ? throw new InvalidOperationException("something else") : m.SwallowsReads ? otherwise : throw e;
        }
    }

    private T As<T>() where T : class => _inner.Capability<T>()!;
}
