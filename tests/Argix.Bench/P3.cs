using System.Diagnostics;
using Argix.Contracts;
using Argix.Trading.Core;
using Argix.Trading.Core.Risk;
using Argix.UnitTests.Trading.Core;

namespace Argix.Bench;

/// <summary>The core alone: one thread, memory only, every control on, orders of a strategy.</summary>
internal static class P3
{
    private const int Batch = 64;
    private static readonly Guid Strategy = Guid.Parse("00000000-0000-0000-0000-0000000057a7");

    public static Task<Table> RunAsync(Options options)
    {
        var table = new Table("P3: the core, one thread, all controls on", "work", "orders/s", "p50", "allocated an order", "target");
        Row(table, options, "intent decided and applied, one order a second", TimeSpan.FromSeconds(1), whole: false, 40_000, "≥ 500,000/s, ≤ 2 kB");
        Row(table, options, "the same, 1,000 orders a second, over the first 10,000", TimeSpan.FromMilliseconds(1), whole: false, 10_000, "the same");
        Row(table, options, "whole life: intent, venue's yes, fill", TimeSpan.FromSeconds(1), whole: true, 20_000, "–");
        table.Note($"Inside the clock: `Decider.Decide` with all {Gate.Controls.Count} controls, every verdict with its words, and `DeskState.Apply`. Outside: making the inputs. No journal, no lane.");
        table.Note($"Up to {Batch} orders open at once, buys at 99 and sells at 101 in turns; each batch is filled before the next. Limits raised far above the load, none switched off. Median of {options.Rounds} rounds, each on a fresh desk.");
        table.Note("Beside it: LEAN's in-memory back-test order path, measured on such a machine: 49 to 70 thousand orders/s, p50 7.8 µs, about 15 kB an order. Its path ends with a fill, as the third row does.");
        return Task.FromResult(table);
    }

    private static void Row(Table table, Options options, string name, TimeSpan pace, bool whole, int orders, string target)
    {
        Round(pace, whole, 3_000); // compiles the path
        Round(pace, whole, 3_000);
        var rounds = Enumerable.Range(0, options.Rounds).Select(_ => Round(pace, whole, orders)).ToList();
        var perSecond = Figures.Median(rounds.Select(r => r.PerSecond));
        table.Row(name, Figures.N(perSecond), string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Figures.Median(rounds.Select(r => r.P50)):F1} µs"),
            $"{Figures.N(Figures.Median(rounds.Select(r => r.Bytes)) / 1000, "N1")} kB", target);
    }

    private static (double PerSecond, double P50, double Bytes) Round(TimeSpan pace, bool whole, int orders)
    {
        var desk = new DeskBench();
        desk.Decide(new SetLimits(desk.Now, "user:1", Wide("environment_kind", "paper")));
        var (ticks, bytes, figures) = (0L, 0L, new Figures());
        for (var done = 0; done < orders; done += Batch)
        {
            var inputs = Enumerable.Range(0, Batch).Select(i => Intent(desk, pace, i % 2 == 0 ? Side.Buy : Side.Sell)).ToList();
            var ids = new List<Guid>(Batch);
            foreach (var input in inputs)
            {
                var (start, before) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
                ids.Add(One(desk.State, input));
                if (whole)
                {
                    Complete(desk, ids[^1]);
                }

                var took = Stopwatch.GetTimestamp() - start;
                bytes += GC.GetAllocatedBytesForCurrentThread() - before;
                ticks += took;
                figures.Add([took * 1e6 / Stopwatch.Frequency]);
            }

            ids.ForEach(id => Complete(desk, id));
            desk.All.Clear();
        }

        return (orders * (double)Stopwatch.Frequency / ticks, figures.P50, bytes / (double)orders);
    }

    private static Guid One(DeskState state, SubmitOrder input)
    {
        var decision = Decider.Decide(state, input);
        state.Apply(state.LastSeq + 1, input.At, decision.Events);
        return decision.Events[0] is OrderApproved approved ? approved.Order.Id : throw new InvalidOperationException($"denied: {decision.Events[0]}");
    }

    private static void Complete(DeskBench desk, Guid id)
    {
        var order = desk.State.Order(id)!;
        if (order.IsFinal)
        {
            return;
        }

        var price = order.Facts.LimitPrice!.Value;
        desk.Answer(order, Contracts.Verdict.Accepted, $"V-{id}");
        desk.See(order, OrderState.Filled, order.Facts.Quantity, price, "executions", DeskBench.Fill($"x-{id}", order.Facts.Quantity, price));
    }

    private static SubmitOrder Intent(DeskBench desk, TimeSpan pace, Side side)
    {
        desk.Now += pace;
        var limit = side == Side.Buy ? 99m : 101m;
        var intent = new OrderIntent($"key-{desk.Now.Ticks}", "hash", DeskBench.Connection, DeskBench.Apple, side, OrderType.Limit, TimeInForce.Day, new FixedQuantity(10), limit, null, false, "strategy", "strategy:1", Strategy, desk.Now);
        var facts = DeskBench.Facts() with { Equity = 1_000_000_000, BuyingPower = 1_000_000_000, FundsAt = desk.Now, Market = new MarketFacts(new ReferencePrice(100, desk.Now, "quote"), QuotesOffered: true, Marks: Marks, DayMarks: Marks) };
        return new SubmitOrder(desk.Now, intent, desk.NewId(), facts, new ReferencePrice(limit, desk.Now, "limit"));
    }

    private static readonly Dictionary<string, decimal> Marks = new(StringComparer.Ordinal) { ["AAPL"] = 100 };

    internal static LimitItem Wide(string scope, string id) => new(scope, id, MaxValue: 1e9m, Position: 1e12m, MessageRate: new MessageRate(1_000_000_000, 1_000_000_000), PriceCollar: 5,
        ExecutionThrottle: 1_000_000_000, Duplicate: 2, Loss: 100, RejectStorm: 1_000_000, Staleness: 60, StaleSignal: 60);
}
