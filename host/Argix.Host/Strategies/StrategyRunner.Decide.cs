using System.Text;
using Argix.Contracts;
using Argix.Strategies.Core.Graph;

namespace Argix.Strategies;

// One evaluation: the graph is asked, each intent is carried out, and what was seen is kept.
internal sealed partial class StrategyRunner
{
    private async Task EvaluateAsync(Bar bar, CancellationToken ct)
    {
        await FollowPendingAsync(bar);
        await LookAroundAsync(ct);
        var intents = _machine.OnBar(bar).ToList();
        _last = bar.Start;
        await DecideAsync(intents, bar.Start, bar.Close, null, ct);
    }

    private async Task EvaluateAsync(SignalIn signal, CancellationToken ct)
    {
        if (clock.GetUtcNow() - signal.At > OldestSignal)
        {
            evaluations.Add(new Evaluation(clock.GetUtcNow(), _last, 0, _machine.Values(), _machine.Ready, "none", null, null, null, "risk_denied:stale_signal", "the signal waited too long; nothing was sent") { SignalId = signal.Id, Version = run.Version });
            return;
        }

        await FollowPendingAsync(null);
        await LookAroundAsync(ct);
        await DecideAsync([.. _machine.OnSignal(signal)], _last, (decimal)(_machine.Values()["close"] ?? 0), signal.Id, ct);
    }

    private async Task DecideAsync(List<GraphIntent> intents, DateTimeOffset start, decimal close, string? signal, CancellationToken ct)
    {
        var (values, stops) = (_machine.Values(), _machine.Stops.ToList());
        var trace = new Evaluation(clock.GetUtcNow(), start, close, values, _machine.Ready, "none", null, null, null, null, null) { Version = run.Version, SignalId = signal };
        foreach (var intent in intents)
        {
            var decided = trace with { Decision = intent.Side == Side.Buy ? "buy" : "sell", Because = intent.Because, Block = intent.Block, IntentId = intent.Id, Intent = Encoding.UTF8.GetString(intent.Bytes()), Size = GraphIntent.Words(intent.Size) };
            evaluations.Add(await world.KeepAsync(await CarryOutAsync(intent, decided, ct), ct));
        }

        foreach (var stop in stops)
        {
            var stopped = trace with { Decision = stop.Side == Side.Buy ? "buy" : "sell", Block = stop.Block, Code = "risk_denied:" + stop.Control, Detail = stop.Text };

            // A condition that lasts is stopped at every bar; the first time is kept.
            evaluations.Add(_stoppedBefore ? stopped : await world.KeepAsync(stopped, ct));
        }

        _stoppedBefore = stops.Count > 0;
        if (intents.Count + stops.Count == 0)
        {
            evaluations.Add(await SampledAsync(trace, ct));
        }

        Tell(_machine.Ready ? "running" : "warming_up", null, values);
    }

    // One quiet evaluation in a while is kept, so that yesterday can be looked at too; there are far too many to keep all.
    private async Task<Evaluation> SampledAsync(Evaluation trace, CancellationToken ct)
    {
        if (!trace.Ready || trace.At < _nextSample)
        {
            return trace;
        }

        _nextSample = trace.At + BetweenSamples;
        return await world.SampleAsync(trace, ct);
    }

    // What the blocks look at beside bars is asked for only where a block looks at it.
    private async Task LookAroundAsync(CancellationToken ct)
    {
        if (_machine.NeedsAccount || run.Approval is not null)
        {
            var held = _known.Quantity;
            _known = (await world.HoldingAsync()).Known;
            _known = _pending is null ? _known : _known with { Quantity = held };
        }

        if (_machine.NeedsQuote && await world.QuoteAsync(ct) is { } quote)
        {
            _known = _known with { Bid = quote.Bid, Ask = quote.Ask };
        }

        _machine.Know(_known);
    }
}
