using System.Security.Cryptography;
using Argix.Contracts;
using Argix.Strategies.Core.Graph;
using Argix.Trading.Core;
using Argix.Trading.Core.Risk;
using Argix.Venue;

namespace Argix.Strategies.Backtests;

/// <summary>
/// Runs a document over bars, one after another, with the paper venue's matching engine as the fill model: what is decided on a bar's close is filled from the next bar's open on.
/// It keeps no bars, so a million of them cost no more memory than a thousand.
/// </summary>
public sealed class Backtester : IDisposable
{
    public const string FillModel = "Argix.Venue on bars: a market order decided on a close fills at the next open; a stop fills at its price, or at the open beyond it; a limit fills at its price only when the bar went through it. Every fill is whole.";
    public const string Latency = "none beyond the next open: an order arrives before the next bar begins";
    private const int Chunk = 8192;
    private readonly GraphMachine _machine;
    private readonly BacktestSettings _settings;
    private readonly Instrument _instrument;
    private readonly Engine _engine;
    private readonly EquityCurve _curve;
    private readonly Ledger _ledger;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IntentWriter _writer = new();
    private readonly SortedDictionary<string, int> _reasons = new(StringComparer.Ordinal);
    private readonly GraphDocument _document;
    private readonly bool _account;
    private GraphIntent? _open;
    private (GraphSize? Drawn, Sizing? Sizing) _size;
    private DateTimeOffset _cancelFrom;
    private DateTimeOffset? _first;
    private Bar? _last;
    private int _orders, _denied, _stopped, _intents;
    private long _held;

    public Backtester(GraphDocument document, BacktestSettings settings, int version = 1)
    {
        (_document, _settings) = (document, settings);
        _machine = new GraphMachine(document, version, document.OfType("armed").Any());
        var trades = Trades.Of(document);
        _instrument = new Instrument(trades.Symbol, trades.Symbol, trades.AssetClass, settings.Currency, QuantityUnit.Base, 1, settings.Tick, settings.Lot, null, null, null, true);
        _engine = new Engine([new Listing(trades.Symbol, trades.AssetClass, Liquidity.Bars, 0, 0)]);
        (_curve, _ledger, _account) = (new EquityCurve(settings.StartingCash), new Ledger(settings), _machine.NeedsAccount);
        Tell(settings.StartingCash);
    }

    /// <summary>Each intent as it is made, for those who compare.</summary>
    public Action<GraphIntent>? OnIntent { get; set; }

    /// <summary>Takes the next bar.</summary>
    public void Take(Bar bar)
    {
        if (_last is not null && bar.Start <= _last.Start)
        {
            return;
        }

        _first ??= bar.Start;
        _ledger.Day(bar.Start, _last);
        _last = bar;
        if (_engine.OpenCount > 0)
        {
            Fill(bar);
        }

        var moved = _ledger.Holds || _ledger.Changed;
        if (_account || _ledger.Changed)
        {
            Tell(_ledger.Equity(bar.Close));
            _ledger.Changed = false;
        }

        var intents = _machine.OnBar(bar);
        Draw(bar, moved);
        if (intents.Count > 0 || _machine.Stops.Count > 0)
        {
            Decide(intents, bar, _ledger.Equity(bar.Close));
        }
    }

    /// <summary>The result so far.</summary>
    public BacktestReport Report(BacktestData data)
    {
        var final = _last is null ? _settings.StartingCash : _ledger.Equity(_last.Close);
        _curve.Close(_last?.Start ?? default, final);
        Hash();
        var years = _first is { } from ? Statistics.Years(from, _last!.Start + _machine.BarSize) : 0;
        return new BacktestReport(GraphCanon.Hash(_document), data, _settings, FillModel, Latency, final, final - _settings.StartingCash, _ledger.Fees, _orders, _ledger.Fills, _denied, _stopped, _reasons,
            _intents, Convert.ToHexStringLower(_hash.GetCurrentHash()), Statistics.Of(_curve, _settings.StartingCash, final, _ledger.Profits, years, _held), _curve.Points, _ledger.Profits.Count, _ledger.Trades);
    }

    public void Dispose() => _hash.Dispose();

    private void Draw(Bar bar, bool moved)
    {
        _held += _ledger.Holds ? 1 : 0;
        if (moved)
        {
            _curve.Moved(_ledger.Worth(_machine.Close));
        }

        if (_curve.Next())
        {
            _curve.Keep(bar.Start, _ledger.Equity(bar.Close));
        }
    }

    private void Fill(Bar bar)
    {
        Apply(_engine.Handle(new BarPassed(_instrument.Symbol, bar.Open, bar.High, bar.Low, bar.Close, bar.Start, bar.Start + _machine.BarSize)));
        if (_engine.OpenCount > 0 && bar.Start >= _cancelFrom)
        {
            Cancel(bar.Start);
        }
    }

    private void Cancel(DateTimeOffset at) => Apply(_engine.Handle(new Cancel(_open!.Id, at)));

    private void Apply(IReadOnlyList<EngineEvent> events)
    {
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i] is Filled fill)
            {
                // Slippage hurts those who take; a limit never pays more than its price.
                var slip = fill.Maker || _open!.LimitPrice is not null ? 0 : _settings.SlippageTicks * _settings.Tick;
                _ledger.Fill(fill.Side, fill.Quantity, fill.Price + (fill.Side == Side.Buy ? slip : -slip), fill.At, _open!.Because, _curve.Count);
            }
        }
    }

    private void Decide(IReadOnlyList<GraphIntent> intents, Bar bar, decimal equity)
    {
        for (var i = 0; i < _machine.Stops.Count; i++)
        {
            _stopped++;
            Because($"{_machine.Stops[i].Block}: stopped by risk block");
        }

        for (var i = 0; i < intents.Count; i++)
        {
            var intent = intents[i];
            _intents++;
            _writer.Write(intent);
            if (_writer.Written.Length > Chunk)
            {
                Hash();
            }

            OnIntent?.Invoke(intent);
            Place(intent, bar, equity);
        }
    }

    private void Place(GraphIntent intent, Bar bar, decimal equity)
    {
        if (_engine.OpenCount > 0)
        {
            if (intent.Action == "enter")
            {
                Because("an earlier order was still open");
                return;
            }

            Cancel(bar.Start);
        }

        var (quantity, side, why) = Wanted(intent, bar.Close, equity);
        if (quantity <= 0)
        {
            _denied++;
            Because(why);
            return;
        }

        (_open, _cancelFrom) = (intent, intent.At.AddTicks(_machine.BarSize.Ticks * (intent.GoodForBars - 1)));
        _orders++;
        Apply(_engine.Handle(new Submit(new NewOrder(intent.Id, _instrument.Symbol, side, intent.Type, TimeInForce.Gtc, quantity, intent.LimitPrice, intent.StopPrice), intent.At)));
    }

    private (decimal Quantity, Side Side, string Why) Wanted(GraphIntent intent, decimal price, decimal equity)
    {
        var own = _ledger.Quantity;
        if (intent.Action == "exit")
        {
            return (Math.Abs(own), own > 0 ? Side.Sell : Side.Buy, "nothing was held");
        }

        var facts = new SizingFacts(_settings.Currency, intent.Side, 1, equity, _ledger.Cash, null, own);
        var sized = Sizer.Size(SizingOf(intent.Size!), _instrument, new ReferencePrice(price, intent.At, "bar"), facts);
        var cost = sized.Quantity * (intent.LimitPrice ?? price) * (1 + (_settings.FeePercent / 100));
        return sized.Quantity <= 0 ? (0, intent.Side, sized.Arithmetic)
            : intent.Side == Side.Buy && own >= 0 && cost > _ledger.Cash ? (0, intent.Side, "not enough cash")
            : (sized.Quantity, intent.Side, "");
    }

    // Most drawings ask for the same size again and again.
    private Sizing SizingOf(GraphSize size)
    {
        if (!ReferenceEquals(size, _size.Drawn))
        {
            _size = (size, GraphSizing.Of(size));
        }

        return _size.Sizing!;
    }

    private void Tell(decimal equity) => _machine.Know(new Known(_ledger.Quantity, _ledger.AveragePrice, equity, _ledger.Cash, _ledger.DayProfit(equity), 0));

    // A few dozen intents at a time: beginning costs more than an intent.
    private void Hash()
    {
        _hash.AppendData(_writer.Written);
        _writer.Clear();
    }

    private void Because(string why) => _reasons[why] = _reasons.GetValueOrDefault(why) + 1;
}
