using Argix.Contracts;
using Xunit;

namespace Argix.PluginTests.Paper;

public sealed class PaperDeadManTests : IAsyncDisposable
{
    private readonly PaperDesk _desk = new();

    public ValueTask DisposeAsync() => _desk.DisposeAsync();

    [Fact]
    public async Task Silence_cancels_what_is_open_and_a_new_word_puts_it_off()
    {
        var order = (await _desk.SubmitAsync("AAPL", Side.Buy, 10, limit: 1)).Report!;
        await ArmAsync(60);
        _desk.Manual.Advance(TimeSpan.FromSeconds(59));
        await ArmAsync(60);
        _desk.Manual.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(OrderState.Working, (await _desk.LookAsync(order.BrokerOrderId!)).State);
        _desk.Manual.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(OrderState.Cancelled, (await _desk.LookAsync(order.BrokerOrderId!)).State);
    }

    [Fact]
    public async Task It_goes_off_once_and_takes_orders_again()
    {
        await ArmAsync(5);
        _desk.Manual.Advance(TimeSpan.FromMinutes(1));
        var order = (await _desk.SubmitAsync("AAPL", Side.Buy, 10, limit: 1)).Report!;
        _desk.Manual.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(OrderState.Working, (await _desk.LookAsync(order.BrokerOrderId!)).State);
    }

    [Fact]
    public async Task Disarmed_it_cancels_nothing()
    {
        var order = (await _desk.SubmitAsync("AAPL", Side.Buy, 10, limit: 1)).Report!;
        await ArmAsync(5);
        Assert.Null(await ArmAsync(0));
        _desk.Manual.Advance(TimeSpan.FromHours(1));
        Assert.Equal(OrderState.Working, (await _desk.LookAsync(order.BrokerOrderId!)).State);
    }

    [Fact]
    public async Task A_host_that_was_away_for_too_long_finds_its_orders_cancelled()
    {
        var order = (await _desk.SubmitAsync("AAPL", Side.Buy, 10, limit: 1)).Report!;
        Assert.Equal(_desk.Clock.GetUtcNow().AddSeconds(60), await ArmAsync(60));
        await _desk.ReopenAsync(() => _desk.Manual.Advance(TimeSpan.FromSeconds(61)));
        Assert.Equal(OrderState.Cancelled, (await _desk.LookAsync(order.BrokerOrderId!)).State);
        Assert.Single(_desk.Ledger(), l => l.GetProperty("kind").GetString() == "cancelled");
    }

    private Task<DateTimeOffset?> ArmAsync(int seconds) => _desk.As<IDeadMan>().ArmAsync(PaperDesk.Account, TimeSpan.FromSeconds(seconds), default);
}
