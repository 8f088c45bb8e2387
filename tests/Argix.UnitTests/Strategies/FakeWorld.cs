using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Argix.Contracts;
using Argix.Errors;
using Argix.Strategies;
using Argix.Strategies.Core.Graph;
using Argix.Trading.Desks;
using Argix.Trading.Lanes;

namespace Argix.UnitTests.Strategies;

/// <summary>A world that gives bars when told and fills what is ordered, or not.</summary>
internal sealed class FakeWorld : IStrategyWorld
{
    private readonly Channel<Bar> _bars = Channel.CreateUnbounded<Bar>();
    private readonly Dictionary<string, OrderView> _byKey = [];

    public List<Bar> Past { get; } = [];
    public List<OrderView> Orders { get; } = [];
    public List<string> Keys { get; } = [];
    public int Asked { get; private set; }
    public int Looks { get; private set; }
    public int AskedBeforeWord { get; private set; }
    public bool WordPending { get; private set; }
    public List<GraphIntent> Intents { get; } = [];
    public List<Evaluation> Samples { get; } = [];
    public bool WaitForPerson { get; set; }
    public string State { get; set; } = "filled";
    public string? Refuse { get; set; }
    public Func<Task> BeforeWord { get; set; } = () => Task.CompletedTask;

    public void Close(params decimal[] closes)
    {
        foreach (var close in closes)
        {
            _bars.Writer.TryWrite(BarOf(Past.Count, close));
            Past.Add(BarOf(Past.Count, close));
        }
    }

    public Task OpenAsync(CancellationToken ct) => Task.CompletedTask;

    public Task<BarHistory> HistoryAsync(int count, CancellationToken ct)
    {
        while (_bars.Reader.TryRead(out _))
        {
            // what has closed already is history, not stream
        }

        return Task.FromResult(new BarHistory([.. Past.TakeLast(count)], Past.Count > 0 ? Past[^1].Start.AddDays(1) : DateTimeOffset.UnixEpoch));
    }

    public async IAsyncEnumerable<Bar> BarsAsync([EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            Asked++;
            AskedBeforeWord += WordPending ? 1 : 0;
            yield return await _bars.Reader.ReadAsync(ct);
        }
    }

    public Task<Holding> HoldingAsync()
    {
        Looks++;
        return Task.FromResult(new Holding(
            Orders.Sum(o => o.Side == "buy" ? o.FilledQuantity : -o.FilledQuantity), Orders.FirstOrDefault(o => !o.IsFinal)?.Id, Orders.Count == 0 ? null : Orders[^1].CreatedAt));
    }

    public Task<OrderView> OrderAsync(Guid id) => Task.FromResult(Orders.First(o => o.Id == id));

    public Task<Quote?> QuoteAsync(CancellationToken ct) => Task.FromResult<Quote?>(null);

    public Task CancelAsync(Guid order)
    {
        var at = Orders.FindIndex(o => o.Id == order);
        Orders[at] = Orders[at] with { State = "cancelled" };
        return Task.CompletedTask;
    }

    public Task<Evaluation> KeepAsync(Evaluation evaluation, CancellationToken ct) => Task.FromResult(evaluation);

    public Task<Evaluation> SampleAsync(Evaluation evaluation, CancellationToken ct)
    {
        Samples.Add(evaluation);
        return Task.FromResult(evaluation);
    }

    public string? BlockOf(string? code) => null;

    public async Task<OrderView?> PlaceAsync(Placement placement, CancellationToken ct)
    {
        Intents.Add(placement.Intent);
        return WaitForPerson ? null : await PlaceAsync(placement.Side, placement.Quantity, placement.Key);
    }

    public async Task<OrderView> PlaceAsync(Side side, decimal? quantity, string key)
    {
        if (Refuse is { } code)
        {
            throw new ArgixException(code, "no");
        }

        Keys.Add(key);
        WordPending = true;
        await BeforeWord();
        WordPending = false;
        if (!_byKey.TryGetValue(key, out var order))
        {
            order = _byKey[key] = Make(side, quantity ?? 10, State);
            Orders.Add(order);
        }

        return order;
    }

    /// <summary>The report of the fill arrives.</summary>
    public void Fill()
    {
        var at = Orders.Count - 1;
        Orders[at] = Orders[at] with { State = "filled", FilledQuantity = Orders[at].Quantity };
    }

    private static OrderView Make(Side side, decimal quantity, string state) => new(Guid.NewGuid(), Guid.Empty, "c", "b", new InstrumentView("SPY", "equity"), side == Side.Buy ? "buy" : "sell", "market",
        quantity, null, null, "day", state, null, new PendingView(false, false), state == "filled" ? quantity : 0, null, state == "denied" ? "risk_denied:max_value" : null, null, null, false, false,
        "strategy", "", [], DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);

    internal static Bar BarOf(int at, decimal close) => new(DateTimeOffset.UnixEpoch.AddDays(at), close, close, close, close, 1);
}
