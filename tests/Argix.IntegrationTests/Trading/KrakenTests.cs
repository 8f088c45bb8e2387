using Argix.Contracts.Testing;
using Xunit;

namespace Argix.IntegrationTests.Trading;

/// <summary>The real host and a scripted Kraken: signed calls in rising numbers, refusals with 200, reports that carry only what changed.</summary>
public sealed class KrakenTests(KrakenHouse house) : IClassFixture<KrakenHouse>
{
    private const string Submit = "POST /0/private/AddOrder";

    [Fact]
    public async Task An_order_fills_another_is_cancelled_and_what_is_held_is_shown()
    {
        var (desk, connection) = await house.ConnectAsync();
        var filled = await desk.OrderAsync((await desk.PlacedAsync(Crypto(connection, "0.1"))).Id, "filled");
        Assert.Equal((0.1m, 60_000m), (filled.FilledQuantity, filled.AveragePrice));
        Assert.Equal(0.1m, house.Venue.Filled(filled.ClientOrderId));
        var resting = await desk.OrderAsync((await desk.PlacedAsync(Crypto(connection, "0.05", "limit", "58000"))).Id, "working");
        Assert.Equal(202, (await desk.PostAsync($"/orders/{resting.Id}/cancel")).Status);
        await desk.OrderAsync(resting.Id, "cancelled");
        var position = Assert.Single(await desk.PositionsAsync(), p => p.ConnectionId == connection);
        Assert.Equal(("BTC/USD", 0.1m), (position.Instrument.Symbol, position.Quantity));
        Assert.Equal(0.1m, Assert.Single(await desk.ExecutionsAsync(), x => x.OrderId == filled.Id).Quantity);
    }

    [Fact]
    public async Task A_lost_answer_is_looked_up_by_our_id_and_a_request_that_never_came_is_not_sent()
    {
        var (desk, connection) = await house.ConnectAsync();
        await house.Venue.FaultAsync(new Fault(FaultKind.DropMessage, Times: 1));
        await house.Venue.FaultAsync(new Fault(FaultKind.LoseAnswer, Submit));
        var taken = await desk.OrderAsync((await desk.PlacedAsync(Crypto(connection, "0.05", "limit", "58000"), wait: "?wait=none")).Id, "working");
        await house.Venue.FaultAsync(new Fault(FaultKind.CloseBefore, Submit));
        var lost = await desk.PlacedAsync(Crypto(connection, "0.05", "limit", "58001"), wait: "?wait=none");
        lost = await Wait.ForAsync(() => desk.OrderAsync(lost.Id), o => o.IsFinal || o.State == "working", "the order is concluded");
        Assert.Equal("not_sent", lost.State);
        var accepted = house.Venue.Accepted();
        Assert.Contains(taken.ClientOrderId, accepted.Keys);
        Assert.DoesNotContain(lost.ClientOrderId, accepted.Keys);
    }

    [Fact]
    public async Task A_refusal_in_a_good_answer_is_a_refusal()
    {
        var (desk, connection) = await house.ConnectAsync();
        await house.Venue.FaultAsync(new Fault(FaultKind.Answer, Submit, Status: 200, Body: """{"error":["EOrder:Insufficient funds"]}"""));
        var order = await desk.OrderAsync((await desk.PlacedAsync(Crypto(connection, "0.1"))).Id, "rejected");
        Assert.Equal("insufficient_funds", order.Code);
    }

    private static object Crypto(Guid connection, string quantity, string type = "market", string? limit = null) =>
        Desk.Order(connection, quantity: quantity, type: type, limitPrice: limit, symbol: "BTC/USD", assetClass: "crypto", timeInForce: "gtc");
}

/// <summary>One scripted Kraken and one host for all tests of the class.</summary>
public sealed class KrakenHouse : IAsyncLifetime
{
    private const string Key = "scripted/key+0001";
    private const string Secret = "c2NyaXB0ZWQta3Jha2VuLXNlY3JldC1vZi1hLWtleS0wMDAx";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("argix-kraken-");
    private Platform _platform = null!;
    private Desk? _desk;
    private Guid _connection;

    internal ScriptedVenueProcess Venue { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Venue = await ScriptedVenueProcess.StartAsync("Argix.ScriptedKraken.dll", Path.Combine(_folder.FullName, "ledger.jsonl"), ["--key", Key, "--secret", Secret, "--cash", "1000000"]);
        _platform = await Platform.StartAsync(f =>
        {
            f.Settings["ARGIX_Brokers__kraken__Endpoints__live__rest"] = Venue.Address.ToString();
            f.Settings["ARGIX_Brokers__kraken__Endpoints__live__stream"] = Venue.Socket("/v2");
        });
    }

    /// <summary>Connected once: a key's numbers rise for whoever uses it, so it has one user.</summary>
    internal async Task<(Desk Desk, Guid Connection)> ConnectAsync()
    {
        await Venue.ControlAsync("clear", new { });
        if (_desk is null)
        {
            _desk = await _platform.DeskAsync();
            _connection = (await _desk.ConnectAsync(new { brokerId = "kraken", methodId = "keys", environmentId = "live", name = "Kraken", access = "trade", confirmLive = true, credentials = new { apiKey = Key, privateKey = Secret } })).Id;
            await Wait.ForAsync(() => Venue.CallsAsync(), calls => calls.Any(c => c.Path == "/v2"), "the stream is open");
        }
        return (_desk, _connection);
    }

    public async ValueTask DisposeAsync()
    {
        await _platform.DisposeAsync();
        await Venue.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
