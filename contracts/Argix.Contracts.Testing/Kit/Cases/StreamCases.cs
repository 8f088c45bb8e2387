using static Argix.Contracts.Testing.Kit.KitDesk;

namespace Argix.Contracts.Testing.Kit.Cases;

/// <summary>The stream of reports: in order, out of order, twice, not at all, and cut.</summary>
internal static class StreamCases
{
    private const string Group = "Stream";

    public static IEnumerable<KitCase> All =>
    [
        new("BC-097", Group, Grade.Bronze, "the stream says Alive first, once the venue has confirmed it", Needs.Stream, async d =>
        {
            await using var l = await Listener.OpenAsync(d);
            That(l.Events[0].Kind == EventKind.Alive, $"the first event is Alive, not {l.Events[0].Kind}");
        }),
        new("BC-098", Group, Grade.Bronze, "a new order is reported, or asked about", Needs.Stream, async d =>
        {
            await using var l = await Listener.OpenAsync(d);
            var (placed, _) = await d.PlacedAsync();
            await l.UntilAsync(e => e.Kind == EventKind.LookAgain || e.Report?.BrokerOrderId == placed.BrokerOrderId, "a new order shows on the stream");
        }),
        new("BC-099", Group, Grade.Bronze, "fills in steps arrive with the rising quantity", Needs.Stream, async d =>
        {
            await using var l = await Listener.OpenAsync(d);
            var (placed, booked) = await d.PlacedAsync();
            d.Book.Fill(booked.Id, CancelCases.Part(d, 1));
            await SeenAsync(l, placed, CancelCases.Part(d, 1));
            d.Book.Fill(booked.Id);
            await SeenAsync(l, placed, d.Traded.Quantity);
        }),
        new("BC-100", Group, Grade.Bronze, "a cancel is reported", Needs.Stream, async d =>
        {
            await using var l = await Listener.OpenAsync(d);
            var (placed, booked) = await d.PlacedAsync();
            d.Book.End(booked.Id);
            await l.UntilAsync(e => e.Kind == EventKind.LookAgain || (e.Report is { State: OrderState.Cancelled } r && r.BrokerOrderId == placed.BrokerOrderId), "the end of an order shows on the stream");
        }),
        new("BC-101", Group, Grade.Silver, "a fill has one id, streamed or read", Needs.StreamOfExecutions, SameIds),
        new("BC-102", Group, Grade.Silver, "a message that comes twice is the same fill twice", Needs.Stream, async d =>
        {
            await using var l = await Listener.OpenAsync(d);
            var (placed, booked) = await d.PlacedAsync();
            d.Port.LineFault = () => StreamLine.LineFault.Double;
            d.Book.Fill(booked.Id, CancelCases.Part(d, 1));
            await SeenAsync(l, placed, CancelCases.Part(d, 1));
            await l.SettleAsync();
            var fills = l.Reports.SelectMany(r => r.Fills).ToList();
            That(fills.All(f => f.Id is { Length: > 0 } || d.Manifest.Fills.Truth != "executions"), "a streamed fill has an id");
            That(fills.Select(f => f.Id).Distinct(StringComparer.Ordinal).Count() <= 1, "the same fill has the same id");
            That(l.Reports.All(r => r.Filled is null || r.Filled <= CancelCases.Part(d, 1)), "nothing is added up twice");
        }),
        new("BC-103", Group, Grade.Silver, "messages out of order lose nothing", Needs.Stream, async d =>
        {
            await using var l = await Listener.OpenAsync(d);
            var (placed, booked) = await d.PlacedAsync();
            await l.UntilAsync(e => e.Kind == EventKind.LookAgain || e.Report?.BrokerOrderId == placed.BrokerOrderId, "a new order shows on the stream");
            Lines(d, line => line.Keep());
            d.Book.Fill(booked.Id, CancelCases.Part(d, 1));
            d.Book.Fill(booked.Id, CancelCases.Part(d, 1));
            d.Book.Fill(booked.Id, CancelCases.Part(d, 1));
            Lines(d, line => line.LetGo(reversed: true));
            await SeenAsync(l, placed, CancelCases.Part(d, 1) * 3);
            await l.SettleAsync();
            That(!l.Ended.IsCompleted, "the stream goes on");
            That(d.Manifest.Fills.Truth != "executions" || l.Events.Any(e => e.Kind is EventKind.LookAgain or EventKind.Gap)
                || l.Reports.SelectMany(r => r.Fills).Select(f => f.Id).Distinct(StringComparer.Ordinal).Count() is 3 or 0, "all three fills are told, or a look is asked for");
        }),
        new("BC-104", Group, Grade.Silver, "a lost message shows in the next one's quantity", Needs.Stream, async d =>
        {
            await using var l = await Listener.OpenAsync(d);
            var (placed, booked) = await d.PlacedAsync();
            d.Port.LineFault = () => StreamLine.LineFault.Drop;
            d.Book.Fill(booked.Id, CancelCases.Part(d, 1));
            d.Port.LineFault = () => StreamLine.LineFault.None;
            d.Book.Fill(booked.Id, CancelCases.Part(d, 1));
            await SeenAsync(l, placed, CancelCases.Part(d, 1) * 2);
        }),
        new("BC-105", Group, Grade.Bronze, "a cut line ends the stream", Needs.Stream, async d =>
        {
            await using var l = await Listener.OpenAsync(d);
            Lines(d, line => line.End());
            await d.EndsAsync(l.Ended, "a stream whose line was cut");
            That(l.Ended.Exception?.InnerException is null or IOException or VenueException or OperationCanceledException, $"it ends, or says what went wrong, but does not throw {l.Ended.Exception?.InnerException?.GetType().Name}");
        }),
        new("BC-106", Group, Grade.Silver, "opened again it goes on, and the reads show what was missed", Needs.Stream, async d =>
        {
            var before = d.Clock.GetUtcNow().AddSeconds(-1);
            var l = await Listener.OpenAsync(d);
            var (placed, booked) = await d.PlacedAsync();
            Lines(d, line => line.End());
            await d.EndsAsync(l.Ended, "a stream whose line was cut");
            await l.DisposeAsync();
            d.Pass(1);
            d.Book.Fill(booked.Id, CancelCases.Part(d, 1));
            d.Pass(1);
            await using var again = await Listener.OpenAsync(d);
            That((await d.FoundAsync(placed)).Filled == CancelCases.Part(d, 1), "the look-up shows the fill that was missed");
            That(d.Manifest.Fills.Truth != "executions" || (await d.FillsSinceAsync(before, placed)).Sum(f => f.Quantity) == CancelCases.Part(d, 1), "the fills since then show it as well");
            d.Book.Fill(booked.Id);
            await SeenAsync(again, placed, d.Traded.Quantity);
        }),
        new("BC-107", Group, Grade.Silver, "a message that cannot be read is no end of the world", Needs.Stream, async d =>
        {
            await using var l = await Listener.OpenAsync(d);
            Lines(d, line => line.Send("{\"kit\": tru"));
            await l.SettleAsync();
            var threw = l.Ended.Exception?.InnerException;
            That(threw is null or IOException or VenueException, $"it becomes a Gap, a LookAgain or an end of the stream, not {threw?.GetType().Name}");
        }),
        new("BC-108", Group, Grade.Silver, "wrong credentials end the stream and are told", Needs.StreamWithSecret, async d =>
        {
            await d.AccountAsync();
            foreach (var name in d.Secrets.Keys.ToArray())
            {
                d.Secrets[name] = Changed(d.Secrets[name]);
            }
            await using var l = await Listener.BeginAsync(d);
            await d.EndsAsync(l.Ended.ContinueWith(_ => { }, TaskScheduler.Default), "a stream with wrong credentials");
            That(l.Events.All(e => e.Kind != EventKind.Alive), "it never says Alive");
            That(l.Events.Any(e => e.Kind == EventKind.SessionLost) || l.Ended.Exception?.InnerException is VenueException or IOException, "it says SessionLost, or fails with a word of the taxonomy");
        }),
        new("BC-109", Group, Grade.Silver, "a quiet stream gives the sign of life that the manifest promises", Needs.Heartbeat, async d =>
        {
            await using var l = await Listener.OpenAsync(d);
            await l.SettleAsync();
            var before = l.Events.Count;
            d.Clock.Advance(d.Manifest.Stream.Heartbeat!.Value);
            Lines(d, d.Script.Beat);
            await l.UntilAsync(_ => l.Events.Count > before, "within a heartbeat something comes");
        }),
        new("BC-110", Group, Grade.Silver, "a stream that is told to stop stops", Needs.Stream, async d =>
        {
            await using var l = await Listener.OpenAsync(d);
            await l.StopAsync();
            await d.EndsAsync(l.Ended, "a stream that is told to stop");
            That(d.Port.Count(Op.Submit) + d.Port.Count(Op.Cancel) == 0, "and sends no order message");
        }),
        new("BC-111", Group, Grade.Silver, "a stream that cannot be opened says so", Needs.Stream, async d =>
        {
            await d.AccountAsync();
            d.Port.NoStreams = true;
            d.Port.Always(PortFault.NotSent, Op.Read);
            await using var l = await Listener.BeginAsync(d);
            await d.EndsAsync(l.Ended.ContinueWith(_ => { }, TaskScheduler.Default), "a stream that cannot be opened");
            That(l.Events.All(e => e.Kind != EventKind.Alive), "it never says Alive");
        }),
        new("BC-112", Group, Grade.Silver, "the adapter is disposed while a stream is open", Needs.Stream, async d =>
        {
            await using var l = await Listener.OpenAsync(d);
            await l.StopAsync();
            await d.EndsAsync(d.Adapter.DisposeAsync().AsTask(), "disposing an adapter with an open stream");
            await d.EndsAsync(l.Ended, "its stream");
        }),
    ];

    /// <summary>Something that looks alike and is wrong.</summary>
    internal static string Changed(string secret) => secret.Length == 0 ? "wrong" : secret[..^1] + (secret[^1] == 'x' ? 'y' : 'x');

    private static void Lines(KitDesk d, Action<StreamLine> act)
    {
        That(d.Script.Room.Lines.Count > 0, "a stream is open at the venue");
        foreach (var line in d.Script.Room.Lines)
        {
            act(line);
        }
    }

    // Whoever only asks to look again is looked at.
    private static async Task SeenAsync(Listener l, OrderRef placed, decimal filled)
    {
        var e = await l.UntilAsync(e => e.Report is { } r && r.BrokerOrderId == placed.BrokerOrderId && r.Filled == filled || e.Kind == EventKind.LookAgain, $"the quantity {filled} shows on the stream");
        That(e.Kind == EventKind.LookAgain || e.Report!.Filled == filled, $"{filled} has filled");
    }

    private static async Task SameIds(KitDesk d)
    {
        await using var l = await Listener.OpenAsync(d);
        var (placed, _) = await ReportCases.InStepsAsync(d);
        await SeenAsync(l, placed, CancelCases.Part(d, 3));
        await l.SettleAsync();
        var streamed = l.Reports.SelectMany(r => r.Fills).Select(f => f.Id).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var read = (await d.FillsAsync(placed)).Select(f => f.Id).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        That(streamed.All(read.Contains), $"the stream's fills ({string.Join(", ", streamed)}) are those of the reads ({string.Join(", ", read)})");
    }
}
