using System.Diagnostics;
using Argix.Contracts.Testing;
using Xunit;

namespace Argix.IntegrationTests.Trading;

/// <summary>Answers that are lost, mangled or never were: only the venue ends an order, and none is sent twice.</summary>
public class AlpacaDoubtTests(ITestOutputHelper output)
{
    private const string Submit = "POST /v2/orders";

    public static TheoryData<string, Fault> AcceptedButSaidBadly => new()
    {
        { "answer lost", new Fault(FaultKind.LoseAnswer, Submit) },
        { "500 after acceptance", new Fault(FaultKind.AnswerAfter, Submit, Status: 500, Body: """{"code":50010000,"message":"internal server error"}""") },
        { "503 HTML after acceptance", new Fault(FaultKind.AnswerAfter, Submit, Status: 503, Body: "<html><body>Service Unavailable</body></html>", ContentType: "text/html") },
        { "200 HTML after acceptance", new Fault(FaultKind.AnswerAfter, Submit, Status: 200, Body: "<html><body>Please sign in</body></html>", ContentType: "text/html") },
        { "truncated", new Fault(FaultKind.Truncate, Submit) },
        { "504 after acceptance", new Fault(FaultKind.AnswerAfter, Submit, Status: 504, Body: "") },
    };

    [Theory]
    [MemberData(nameof(AcceptedButSaidBadly), DisableDiscoveryEnumeration = true)]
    public async Task An_accepted_order_is_found_by_its_client_id_and_never_shown_as_rejected(string what, Fault fault)
    {
        await using var all = await AlpacaDesk.StartAsync();
        // The stream would tell it at once; here only the look-up can.
        await all.Venue.FaultAsync(new Fault(FaultKind.DropMessage, Times: 1));
        await using var events = await EventStream.OpenAsync(all.Desk);
        await all.Venue.FaultAsync(fault);
        var started = Stopwatch.GetTimestamp();
        var order = await all.Desk.PlacedAsync(Desk.Order(all.Connection.Id, type: "limit", limitPrice: "150", timeInForce: "gtc"), wait: "?wait=none");
        order = await all.Desk.OrderAsync(order.Id, "working");
        output.WriteLine($"{what}: working after {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms, states {string.Join(" → ", events.Orders.Where(o => o.Id == order.Id).Select(o => o.State).Distinct())}");
        await AssertOneOrderAsync(all, events, order);
        Assert.Contains(await all.Venue.CallsAsync(), c => c.Path == "/v2/orders:by_client_order_id");
        await all.Venue.SetPriceAsync("AAPL", 149);
        await all.Desk.OrderAsync(order.Id, "filled");
    }

    [Fact]
    public async Task A_market_order_whose_answer_is_lost_ends_filled()
    {
        await using var all = await AlpacaDesk.StartAsync();
        await using var events = await EventStream.OpenAsync(all.Desk);
        await all.Venue.FaultAsync(new Fault(FaultKind.LoseAnswer, Submit));
        var order = await all.Desk.PlacedAsync(Desk.Order(all.Connection.Id, quantity: "2"), wait: "?wait=none");
        order = await all.Desk.OrderAsync(order.Id, "filled");
        await AssertOneOrderAsync(all, events, order);
        Assert.Equal(2, Assert.Single(await all.Desk.ExecutionsAsync()).Quantity);
    }

    [Fact]
    public async Task A_request_lost_before_the_venue_is_asked_about_and_never_sent_twice()
    {
        await using var all = await AlpacaDesk.StartAsync();
        await using var events = await EventStream.OpenAsync(all.Desk);
        await all.Venue.FaultAsync(new Fault(FaultKind.CloseBefore, Submit));
        var started = Stopwatch.GetTimestamp();
        var order = await all.Desk.PlacedAsync(Desk.Order(all.Connection.Id), wait: "?wait=none");
        order = await Wait.ForAsync(() => all.Desk.OrderAsync(order.Id), o => o.IsFinal || o.State == "working", "the order is concluded");
        var seen = events.Orders.Where(o => o.Id == order.Id).ToList();
        output.WriteLine($"lost before: {order.State} after {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s, asked {string.Join(' ', seen.Select(o => o.Doubt?.Asked).Where(a => a is not null))}");
        Assert.Equal("not_sent", order.State);
        Assert.Empty(all.Venue.Accepted());
        Assert.Equal(1, (await all.Venue.CallsAsync()).Count(c => c is { Method: "POST", Path: "/v2/orders" }));
        var asked = seen.Where(o => o.State == "unknown").Select(o => o.Doubt!.Asked).ToList();
        Assert.NotEmpty(asked);
        Assert.Equal(asked.Order(), asked);
        Assert.True(asked[^1] > asked[0]);
        Assert.DoesNotContain(seen, o => o.State == "rejected");
    }

    [Fact]
    public async Task A_venue_that_answers_nothing_leaves_the_order_unknown_until_it_speaks()
    {
        await using var all = await AlpacaDesk.StartAsync();
        await using var events = await EventStream.OpenAsync(all.Desk);
        await all.Venue.FaultAsync(new Fault(FaultKind.DropMessage, Times: 1));
        foreach (var read in (string[])["GET /v2/orders:by_client_order_id", "GET /v2/orders"])
        {
            await all.Venue.FaultAsync(new Fault(FaultKind.Answer, read, Times: 1000, Status: 502, Body: "<html>Bad Gateway</html>", ContentType: "text/html"));
        }

        await all.Venue.FaultAsync(new Fault(FaultKind.LoseAnswer, Submit));
        var order = await all.Desk.PlacedAsync(Desk.Order(all.Connection.Id, type: "limit", limitPrice: "150"), wait: "?wait=none");
        order = await Wait.ForAsync(() => all.Desk.OrderAsync(order.Id), o => o is { State: "unknown", Doubt.Asked: >= 3 }, "the order is unknown and asked about three times");
        Assert.Equal("submit", order.Doubt!.About);
        Assert.Equal(1, (await all.Desk.ConnectionAsync(all.Connection.Id)).UnknownOrders);
        await all.Venue.ControlAsync("clear", new { });
        order = await all.Desk.OrderAsync(order.Id, "working");
        Assert.Null(order.Doubt);
        await AssertOneOrderAsync(all, events, order);
    }

    [Fact]
    public async Task A_refusal_is_the_venues_word()
    {
        await using var all = await AlpacaDesk.StartAsync();
        await all.Venue.FaultAsync(new Fault(FaultKind.Answer, Submit, Status: 403, Body: """{"code":40310000,"message":"insufficient buying power"}"""));
        var order = await all.Desk.PlacedAsync(Desk.Order(all.Connection.Id));
        order = await all.Desk.OrderAsync(order.Id, "rejected");
        Assert.Equal("insufficient_funds", order.Code);
        Assert.Empty(all.Venue.Accepted());
    }

    private static async Task AssertOneOrderAsync(AlpacaDesk all, EventStream events, OrderJson order)
    {
        Assert.Equal([order.ClientOrderId], all.Venue.Accepted().Keys);
        Assert.Equal(1, (await all.Venue.CallsAsync()).Count(c => c is { Method: "POST", Path: "/v2/orders" }));
        var states = events.Orders.Where(o => o.Id == order.Id).Select(o => o.State).Concat((await all.Desk.HistoryAsync(order.Id)).Select(h => h.State)).ToHashSet();
        Assert.DoesNotContain("rejected", states);
        Assert.DoesNotContain("not_sent", states);
        Assert.DoesNotContain("cancelled", states);
    }
}
