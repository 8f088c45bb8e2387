using Argix.Audit;
using Argix.Errors;
using Argix.Trading.Core;
using Argix.Trading.Core.Risk;
using Argix.Trading.Desks;
using Argix.Trading.Journal;
using Argix.Trading.Orders;
using Argix.UnitTests.Trading.Core;
using Argix.UnitTests.Trading.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Argix.UnitTests.Trading.Orders;

/// <summary>An alarm that the journal cannot take is kept until it can, and says then when it was seen.</summary>
public sealed class OwedAlarmTests
{
    private readonly FailingStore _store = new();
    private readonly OwedAlarms _owed = new();
    private readonly Guid _workspace = Guid.NewGuid();

    [Fact]
    public async Task What_the_journal_could_not_take_is_in_the_trail_when_it_is_back()
    {
        await using var writer = new JournalWriter(_store);
        await using var desk = new Desk(_workspace, _store, writer, TimeProvider.System, NullLogger.Instance);
        _owed.Add(_workspace, new OwedAlarm(DeskBench.Start, "capital", "exposure over all brokers is 2 USD, limit 1"));
        _owed.Add(_workspace, new OwedAlarm(DeskBench.Start.AddSeconds(1), "position", "the position in AAPL is worth 2 USD, limit 1"));
        _store.Full = true;
        Assert.Equal("journal_unavailable", (await Assert.ThrowsAsync<ArgixException>(() => _owed.WriteAsync(desk, DeskBench.Start.AddSeconds(1)))).Code);
        Assert.Equal([_workspace], _owed.Workspaces);

        _store.Full = false;
        desk.TryReopen();
        await _owed.WriteAsync(desk, DeskBench.Start.AddMinutes(10));
        Assert.Equal([("capital", "exposure over all brokers is 2 USD, limit 1 (seen 2026-01-05 15:00:00 UTC, when the journal could not be written)"),
            ("position", "the position in AAPL is worth 2 USD, limit 1 (seen 2026-01-05 15:00:01 UTC, when the journal could not be written)")], Trail());
        await _owed.WriteAsync(desk, DeskBench.Start.AddMinutes(11));
        Assert.Equal(2, Trail().Count);
        Assert.Empty(_owed.Workspaces);
    }

    [Fact]
    public async Task One_that_need_not_wait_has_no_such_words()
    {
        await using var writer = new JournalWriter(_store);
        await using var desk = new Desk(_workspace, _store, writer, TimeProvider.System, NullLogger.Instance);
        _owed.Add(_workspace, new OwedAlarm(DeskBench.Start, "capital", "too much"));
        await _owed.WriteAsync(desk, DeskBench.Start.AddSeconds(1));
        Assert.Equal([("capital", "too much")], Trail());
    }

    [Fact]
    public async Task A_loss_that_was_seen_while_the_journal_was_full_latches_when_it_is_back_on_the_same_day()
    {
        await using var writer = new JournalWriter(_store);
        await using var desk = new Desk(_workspace, _store, writer, TimeProvider.System, NullLogger.Instance);
        var bench = new DeskBench();
        var order = bench.Working(100);
        bench.See(order, Argix.Contracts.OrderState.Filled, 100, 100, "executions", DeskBench.Fill("x", 100, 100));
        await desk.ReadAsync(s => { s.Apply(1, DeskBench.Start, bench.All); return 0; });
        var fallen = new PricesSeen(DeskBench.Start.AddMinutes(1), DeskBench.Connection, new Dictionary<string, decimal> { ["AAPL"] = 40 }, "paper", "USD", 94_000);
        var alarm = (await desk.ReadAsync(s => DayDecider.Decide(s, fallen))).Events.OfType<Alarmed>().Single();
        _owed.Add(_workspace, new OwedAlarm(fallen.At, alarm.Code, alarm.Text, fallen));
        await _owed.WriteAsync(desk, DeskBench.Start.AddMinutes(30));
        Assert.True(await desk.ReadAsync(s => s.Days.Reached(DeskBench.Connection, DeskBench.Start.AddMinutes(31)) is not null));
        Assert.Equal("loss", Assert.Single(Trail()).Code);
    }

    private List<(string Code, string Text)> Trail() => [.. _store.Records.SelectMany(r => JournalPayload.Parse(r.Payload).Events).OfType<Alarmed>().Select(a => (a.Code, a.Text))];
}
