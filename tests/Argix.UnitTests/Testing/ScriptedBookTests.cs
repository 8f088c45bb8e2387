using Argix.Contracts.Testing;
using Xunit;

namespace Argix.UnitTests.Testing;

public class ScriptedBookTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"argix-book-{Environment.ProcessId}-{Path.GetRandomFileName()}");
    private readonly FakeTimeProvider _clock = new();

    public void Dispose()
    {
        File.Delete(_file);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void What_the_ledger_holds_comes_back_to_the_cent()
    {
        decimal cash;
        using (var ledger = new VenueLedger(_file))
        {
            var book = Book(ledger);
            book.SetPrice("AAPL", 10m);
            var bought = book.Accept("a", "AAPL", "buy", "market", "day", 4, null, null)!;
            Assert.True(book.Fill(bought.Id, 1, 10.01m));
            Assert.True(book.Fill(bought.Id, null, 10.03m));
            Assert.False(book.Fill(bought.Id, 1, 10m));
            var sold = book.Accept("b", "AAPL", "sell", "limit", "gtc", 1, 20, null)!;
            Assert.True(book.End(sold.Id));
            Assert.False(book.End(sold.Id));
            Assert.Null(book.Accept("b", "AAPL", "sell", "limit", "gtc", 1, 20, null));
            cash = book.Cash;
        }
        Assert.Equal(1000m - 10.01m - 30.09m, cash);
        using var again = new VenueLedger(_file);
        var back = Book(again);
        Assert.Equal(cash, back.Cash);
        Assert.Equal(4m, back.Positions()["AAPL"].Quantity);
        Assert.Equal(["filled", "canceled"], back.Orders().Select(o => o.Status));
        Assert.Equal(10.025m, back.Orders()[0].AveragePrice);
        Assert.Null(back.Accept("a", "AAPL", "buy", "market", "day", 1, null, null));
        Assert.Equal(6, back.Accept("c", "AAPL", "buy", "market", "day", 1, null, null) is null ? 0 : VenueLedger.Read(_file).Count);
    }

    [Fact]
    public void A_torn_last_line_is_cut_off_and_writing_goes_on_behind_the_whole_ones()
    {
        using (var ledger = new VenueLedger(_file))
        {
            Book(ledger).Accept("a", "AAPL", "buy", "limit", "day", 1, 5, null);
        }
        File.AppendAllText(_file, "{\"seq\":2,\"kind\":\"fi");
        Assert.Single(VenueLedger.Read(_file));
        using (var ledger = new VenueLedger(_file))
        {
            Book(ledger).Accept("b", "AAPL", "buy", "limit", "day", 1, 5, null);
        }
        Assert.Equal(["a", "b"], VenueLedger.Read(_file).Select(l => l.ClientOrderId));
        Assert.Equal([1L, 2L], VenueLedger.Read(_file).Select(l => l.Seq));
    }

    [Theory]
    [InlineData("buy", "limit", 9, null, 11, 9)]
    [InlineData("sell", "limit", 11, null, 9, 11)]
    [InlineData("buy", "stop", null, 12, 11, 12)]
    [InlineData("sell", "stop", null, 8, 9, 8)]
    public void Resting_orders_fill_when_the_price_reaches_them_and_not_before(string side, string type, int? limit, int? stop, int notYet, int reached)
    {
        using var ledger = new VenueLedger(_file);
        var book = Book(ledger);
        book.SetPrice("AAPL", 10);
        var order = book.Accept("a", "AAPL", side, type, "gtc", 1, limit, stop)!;
        book.FillDelay = TimeSpan.Zero;
        book.SetPrice("AAPL", notYet);
        Assert.Equal("accepted", book.Order(order.Id)!.Status);
        book.SetPrice("AAPL", reached);
        Assert.Equal(("filled", (decimal?)reached), (book.Order(order.Id)!.Status, book.Order(order.Id)!.AveragePrice));
    }

    [Fact]
    public void A_turned_position_has_the_price_at_which_it_turned()
    {
        using var ledger = new VenueLedger(_file);
        var book = Book(ledger);
        book.Fill(book.Accept("a", "AAPL", "buy", "market", "day", 2, null, null)!.Id, null, 10);
        book.Fill(book.Accept("b", "AAPL", "sell", "market", "day", 5, null, null)!.Id, null, 12);
        Assert.Equal((-3m, 12m), book.Positions()["AAPL"]);
        book.Fill(book.Accept("c", "AAPL", "buy", "market", "day", 3, null, null)!.Id, null, 11);
        Assert.Empty(book.Positions());
    }

    [Fact]
    public void Faults_are_taken_in_order_by_the_requests_that_they_are_meant_for()
    {
        var script = new FaultScript();
        script.Add(new Fault(FaultKind.LoseAnswer, "POST /v2/orders", Times: 2));
        script.Add(new Fault(FaultKind.CloseBefore, "DELETE /v2/orders/*"));
        script.Add(new Fault(FaultKind.DropMessage));
        Assert.Null(script.TakeFor("GET", "/v2/orders"));
        Assert.Equal(FaultKind.CloseBefore, script.TakeFor("DELETE", "/v2/orders/7")!.Kind);
        Assert.Null(script.TakeFor("DELETE", "/v2/orders/7"));
        Assert.NotNull(script.TakeFor("POST", "/v2/orders"));
        Assert.NotNull(script.TakeFor("POST", "/v2/orders"));
        Assert.Null(script.TakeFor("POST", "/v2/orders"));
        Assert.Equal(FaultKind.DropMessage, script.TakeForMessage()!.Kind);
        Assert.Null(script.TakeForMessage());
        Assert.Equal(6, script.Seen().Count);
    }

    private ScriptedBook Book(VenueLedger ledger) => new ScriptedBook(ledger, _clock) { FillDelay = null }.Restored(1000);
}
