using Argix.Contracts;
using Argix.Contracts.Testing;

namespace Argix.AdapterTests.Alpaca;

public class SubmitTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_accepted_order_is_at_the_venue_once_with_our_id()
    {
        await using var desk = await Desk.OpenAsync();
        var outcome = await desk.Orders.SubmitAsync(desk.Order("id-1", 2.50m, OrderType.Limit, 150.10m), Ct);
        Assert.Equal(Verdict.Accepted, outcome.Verdict);
        var line = Assert.Single(desk.Venue.Ledger());
        Assert.Equal(("accepted", "id-1", 2.5m, 150.1m), (line.Kind, line.ClientOrderId, line.Quantity, line.LimitPrice));
        Assert.Equal((line.OrderId, OrderState.Working, 2.5m, 0m), (outcome.BrokerOrderId, outcome.Report!.State, outcome.Report.Quantity, outcome.Report.Filled));
        Assert.Empty(outcome.Report.Fills);
    }

    [Fact]
    public async Task A_lost_answer_is_unknown_and_the_look_up_finds_the_one_order()
    {
        await using var desk = await Desk.OpenAsync();
        await desk.Venue.FaultAsync(new Fault(FaultKind.LoseAnswer, "POST /v2/orders"));
        var order = desk.Order("id-1", 3, OrderType.Limit, 150);
        var outcome = await desk.Orders.SubmitAsync(order, Ct);
        Assert.Equal((Verdict.Unknown, Sent.Unknown), (outcome.Verdict, outcome.Evidence.Sent));
        var found = await desk.Look.FindAsync(desk.Ref(order), Ct);
        var shown = Assert.Single(found.Orders);
        Assert.Equal(("id-1", MatchedBy.ClientId, OrderState.Working), (shown.ClientOrderId, found.By, shown.State));
        Assert.Single(desk.Venue.Ledger(), l => l.Kind == "accepted");
        Assert.Single(await desk.Venue.CallsAsync(), c => c.Method == "POST");
    }

    [Fact]
    public async Task A_request_lost_before_the_venue_is_unknown_and_the_look_up_is_empty_and_covers_everything()
    {
        await using var desk = await Desk.OpenAsync();
        await desk.Venue.FaultAsync(new Fault(FaultKind.CloseBefore, "POST /v2/orders"));
        var order = desk.Order("id-1");
        Assert.Equal(Verdict.Unknown, (await desk.Orders.SubmitAsync(order, Ct)).Verdict);
        var found = await desk.Look.FindAsync(desk.Ref(order), Ct);
        Assert.Empty(found.Orders);
        Assert.True(found.Coverage is { Open: true, Closed: true, AllPages: true });
        Assert.Empty(desk.Venue.Ledger());
        Assert.Single(await desk.Venue.CallsAsync(), c => c.Method == "POST");
    }

    [Fact]
    public async Task Nobody_listening_is_proof_that_nothing_was_sent()
    {
        await using var desk = await Desk.OpenAsync();
        await desk.Venue.KillAsync();
        var outcome = await desk.Orders.SubmitAsync(desk.Order("id-1"), Ct);
        Assert.Equal((Verdict.NotSent, Sent.No), (outcome.Verdict, outcome.Evidence.Sent));
    }

    [Fact]
    public async Task A_repeated_id_is_a_duplicate_also_after_the_first_was_cancelled()
    {
        await using var desk = await Desk.OpenAsync();
        var order = desk.Order("id-1", 1, OrderType.Limit, 100);
        var first = await desk.Orders.SubmitAsync(order, Ct);
        Assert.Equal(Verdict.Accepted, (await desk.Orders.CancelAsync(desk.Ref(order, first.BrokerOrderId), Ct)).Verdict);
        var second = await desk.Orders.SubmitAsync(order, Ct);
        Assert.Equal((Verdict.Duplicate, 422), (second.Verdict, second.Evidence.Status));
        Assert.Equal(("duplicate_order", "duplicate"), Rules.Conclude(Desk.Manifest, "submit", second.Evidence));
    }

    [Theory]
    [InlineData("AAPL", 1_000_000, "insufficient_funds")]
    [InlineData("NOPE", 1, "unknown_instrument")]
    public async Task A_refusal_of_the_venue_is_refused_and_named_by_a_rule(string symbol, int quantity, string means)
    {
        await using var desk = await Desk.OpenAsync();
        var outcome = await desk.Orders.SubmitAsync(desk.Order("id-1", quantity, symbol: symbol), Ct);
        Assert.Equal(Verdict.Refused, outcome.Verdict);
        Assert.Equal((means, "refused"), Rules.Conclude(Desk.Manifest, "submit", outcome.Evidence));
        Assert.Empty(desk.Venue.Ledger());
    }

    public static TheoryData<FaultKind, int, string, string> Noise => new()
    {
        { FaultKind.AnswerAfter, 500, "{\"message\":\"Internal Server Error\"}", "application/json" },
        { FaultKind.AnswerAfter, 503, "{\"code\":50310000,\"message\":\"unavailable\"}", "application/json" },
        { FaultKind.AnswerAfter, 504, "<html>gateway</html>", "text/html" },
        { FaultKind.AnswerAfter, 429, "{\"code\":42910000,\"message\":\"rate limit exceeded\"}", "application/json" },
        { FaultKind.AnswerAfter, 408, "{\"message\":\"timeout\"}", "application/json" },
        { FaultKind.AnswerAfter, 403, "<html>blocked by a proxy</html>", "text/html" },
        { FaultKind.AnswerAfter, 422, "<html>?</html>", "text/html" },
        { FaultKind.AnswerAfter, 200, "<html>sign in to the wireless network</html>", "text/html" },
        { FaultKind.AnswerAfter, 200, "{}", "application/json" },
        { FaultKind.AnswerAfter, 200, "{\"id\":\"x\",\"client_order_id\":\"somebody-else\"}", "application/json" },
        { FaultKind.AnswerAfter, 302, "", "text/html" },
        { FaultKind.Truncate, 0, "", "" },
    };

    [Theory]
    [MemberData(nameof(Noise))]
    public async Task Noise_after_acceptance_is_never_a_refusal(FaultKind kind, int status, string body, string contentType)
    {
        await using var desk = await Desk.OpenAsync();
        await desk.Venue.FaultAsync(new Fault(kind, "POST /v2/orders", 1, status, body, contentType));
        var order = desk.Order("id-1", 1, OrderType.Limit, 100);
        var outcome = await desk.Orders.SubmitAsync(order, Ct);
        Assert.Equal(Verdict.Unknown, outcome.Verdict);
        Assert.Single(desk.Venue.Ledger());
        Assert.Single((await desk.Look.FindAsync(desk.Ref(order), Ct)).Orders);
    }

    [Fact]
    public async Task Cancels_say_gone_too_late_or_not_there()
    {
        await using var desk = await Desk.OpenAsync();
        var order = desk.Order("id-1", 1, OrderType.Limit, 100);
        var id = (await desk.Orders.SubmitAsync(order, Ct)).BrokerOrderId;
        Assert.Equal(Verdict.Accepted, (await desk.Orders.CancelAsync(desk.Ref(order), Ct)).Verdict);
        Assert.Equal(Verdict.TooLate, (await desk.Orders.CancelAsync(desk.Ref(order, id), Ct)).Verdict);
        Assert.Equal(Verdict.NoSuchOrder, (await desk.Orders.CancelAsync(desk.Ref(order, "6f0c4b1e-0000-4000-8000-000000000000"), Ct)).Verdict);
        Assert.Equal(Verdict.Unknown, (await desk.Orders.CancelAsync(desk.Ref(desk.Order("never-sent")), Ct)).Verdict);
        Assert.Equal(["accepted", "canceled"], desk.Venue.Ledger().Select(l => l.Kind));
    }

    [Fact]
    public async Task Everything_open_is_cancelled_with_one_call()
    {
        await using var desk = await Desk.OpenAsync();
        await desk.Orders.SubmitAsync(desk.Order("id-1", 1, OrderType.Limit, 100), Ct);
        await desk.Orders.SubmitAsync(desk.Order("id-2", 1, OrderType.Limit, 101), Ct);
        var all = desk.Adapter.Capability<ICancelAll>()!;
        Assert.Equal((Verdict.Accepted, 207), (await all.CancelAllAsync(desk.Account, Ct)) is var o ? (o.Verdict, o.Evidence.Status) : default);
        Assert.Equal(["id-1", "id-2"], desk.Venue.Ledger().Where(l => l.Kind == "canceled").Select(l => l.ClientOrderId).Order());
        await desk.Venue.FaultAsync(new Fault(FaultKind.LoseAnswer, "DELETE /v2/orders"));
        Assert.Equal(Verdict.Unknown, (await all.CancelAllAsync(desk.Account, Ct)).Verdict);
        await desk.Venue.FaultAsync(new Fault(FaultKind.Answer, "DELETE /v2/orders", 1, 500, "{\"message\":\"failed to cancel\"}"));
        Assert.Equal(Verdict.Unknown, (await all.CancelAllAsync(desk.Account, Ct)).Verdict);
    }

    [Fact]
    public async Task A_failed_look_up_throws_and_is_never_an_empty_answer()
    {
        await using var desk = await Desk.OpenAsync();
        foreach (var (status, body) in new[] { (404, "<html>no such page</html>"), (500, "{\"message\":\"oops\"}"), (200, "{\"id\":"), (200, "null") })
        {
            await desk.Venue.FaultAsync(new Fault(FaultKind.Answer, "GET /v2/orders:by_client_order_id", 1, status, body));
            await Assert.ThrowsAsync<VenueException>(() => desk.Look.FindAsync(desk.Ref(desk.Order("id-1")), Ct));
        }
        Assert.Empty((await desk.Look.FindAsync(desk.Ref(desk.Order("id-1")), Ct)).Orders);
    }

    [Fact]
    public async Task The_venue_remembers_across_its_own_restart()
    {
        await using var first = await Desk.OpenAsync();
        var order = first.Order("id-1", 2);
        await first.Orders.SubmitAsync(order, Ct);
        await first.Venue.FillOpenAsync();
        await first.Venue.KillAsync();
        var copy = Directory.CreateDirectory(first.Folder + "-again").FullName;
        File.Copy(Path.Combine(first.Folder, "ledger.jsonl"), Path.Combine(copy, "ledger.jsonl"));
        await using var again = await Desk.OpenAsync(folder: copy);
        var shown = Assert.Single((await again.Look.FindAsync(again.Ref(order), Ct)).Orders);
        Assert.Equal((OrderState.Filled, 2m, 200m), (shown.State, shown.Filled, shown.AveragePrice));
        Assert.Equal(Verdict.Duplicate, (await again.Orders.SubmitAsync(order, Ct)).Verdict);
        Assert.Equal(99_600m, Assert.Single((await again.Books.BalancesAsync(again.Account, Ct)).Items).Total);
    }
}
