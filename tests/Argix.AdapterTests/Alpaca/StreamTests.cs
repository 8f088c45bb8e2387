using System.Threading.Channels;
using Argix.Contracts;
using Argix.Contracts.Testing;

namespace Argix.AdapterTests.Alpaca;

public class StreamTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("binary")]
    [InlineData("text")]
    public async Task Fills_arrive_in_either_frame_type_with_the_id_that_the_activities_give_too(string frames)
    {
        await using var desk = await Desk.OpenAsync(frames);
        var events = await ListenAsync(desk);
        await desk.Venue.HoldFillsAsync();
        var placed = await desk.Orders.SubmitAsync(desk.Order("id-1", 3), Ct);
        await desk.Venue.FillAsync("id-1", 1.20m, 199);
        await desk.Venue.FillAsync("id-1");
        var seen = new[] { await events.ReadAsync(Ct), await events.ReadAsync(Ct), await events.ReadAsync(Ct) }.Select(e => e.Report!).ToArray();
        Assert.Equal([OrderState.Working, OrderState.Working, OrderState.Filled], seen.Select(r => r.State));
        Assert.Equal([0m, 1.2m, 3m], seen.Select(r => r.Filled!.Value));
        var streamed = seen.SelectMany(r => r.Fills).ToArray();
        Assert.Equal([$"{placed.BrokerOrderId}:1.2", $"{placed.BrokerOrderId}:3"], streamed.Select(f => f.Id));
        Assert.Equal([(1.2m, 199m), (1.8m, 200m)], streamed.Select(f => (f.Quantity, f.Price)));
        var read = await desk.Books.FillsAsync(desk.Account, null, desk.Ref(desk.Order("id-1", 3), placed.BrokerOrderId), null, Ct);
        Assert.Equal(streamed.Select(f => (f.Id, f.Quantity, f.Price, f.FilledAfter)), read.Items.SelectMany(r => r.Fills).Select(f => (f.Id, f.Quantity, f.Price, f.FilledAfter)));
    }

    [Fact]
    public async Task A_dropped_message_is_found_in_the_activities_and_a_repeated_one_has_the_same_fill_id()
    {
        await using var desk = await Desk.OpenAsync();
        var events = await ListenAsync(desk);
        await desk.Venue.HoldFillsAsync();
        await desk.Orders.SubmitAsync(desk.Order("id-1", 2), Ct);
        await events.ReadAsync(Ct);
        await desk.Venue.FaultAsync(new Fault(FaultKind.DropMessage));
        await desk.Venue.FillAsync("id-1", 1);
        await desk.Venue.FaultAsync(new Fault(FaultKind.DuplicateMessage));
        await desk.Venue.FillAsync("id-1", 1);
        var (one, two) = (await events.ReadAsync(Ct), await events.ReadAsync(Ct));
        Assert.Equal(Assert.Single(one.Report!.Fills).Id, Assert.Single(two.Report!.Fills).Id);
        Assert.Equal(2m, one.Report.Filled);
        var read = await desk.Books.FillsAsync(desk.Account, null, null, null, Ct);
        Assert.Equal([1m, 2m], read.Items.SelectMany(r => r.Fills).Select(f => f.FilledAfter!.Value));
    }

    [Fact]
    public async Task A_cut_line_ends_the_sequence()
    {
        await using var desk = await Desk.OpenAsync();
        var events = await ListenAsync(desk);
        await desk.Venue.CutStreamsAsync();
        await events.Completion.WaitAsync(Ct);
        Assert.Equal(EventKind.Alive, (await (await ListenAsync(desk, keepFirst: true)).ReadAsync(Ct)).Kind);
    }

    [Fact]
    public async Task Wrong_keys_lose_the_session()
    {
        await using var desk = await Desk.OpenAsync(secret: "another-secret-2");
        var seen = new List<VenueEvent>();
        await foreach (var e in desk.Adapter.Capability<IStreamReports>()!.StreamAsync([desk.Account], Ct))
        {
            seen.Add(e);
        }
        Assert.Equal((EventKind.SessionLost, "invalid_credentials"), (Assert.Single(seen).Kind, seen[0].Detail));
    }

    private static async Task<ChannelReader<VenueEvent>> ListenAsync(Desk desk, bool keepFirst = false)
    {
        var events = Channel.CreateUnbounded<VenueEvent>();
        var first = new TaskCompletionSource<VenueEvent>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = Task.Run(async () =>
        {
            try
            {
                await foreach (var e in desk.Adapter.Capability<IStreamReports>()!.StreamAsync([desk.Account], Ct))
                {
                    if (first.TrySetResult(e) && !keepFirst)
                    {
                        continue;
                    }
                    events.Writer.TryWrite(e);
                }
                events.Writer.TryComplete();
            }
            catch (Exception e)
            {
                first.TrySetException(e);
                events.Writer.TryComplete(e);
            }
        }, Ct);
        Assert.Equal(EventKind.Alive, (await first.Task.WaitAsync(Ct)).Kind);
        return events.Reader;
    }
}
