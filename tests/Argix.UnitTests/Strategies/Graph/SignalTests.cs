using System.Text;
using Argix.Strategies.Signals;

namespace Argix.UnitTests.Strategies.Graph;

public sealed class SignalTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_767_225_600);
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("{\"action\":\"buy\"}");

    [Fact]
    public void A_signature_that_another_program_made_is_accepted()
    {
        // printf '1767225600.{"action":"buy"}' | openssl dgst -sha256 -hmac s3cret
        Assert.Null(SignalSignature.Fault($"t=1767225600,v1={SignalSignature.Of("1767225600", Body, "s3cret")}", Body, "s3cret", Now));
        Assert.Equal("f9751d2501bad9af7ddef7b9d44446912f22d0f086c6024a970621710c0a0e7a", SignalSignature.Of("1767225600", Body, "s3cret"));
    }

    [Theory]
    [InlineData(-300, true)]
    [InlineData(300, true)]
    [InlineData(-301, false)]
    [InlineData(301, false)]
    public void A_timestamp_is_good_for_five_minutes(int seconds, bool good)
    {
        var header = $"t=1767225600,v1={SignalSignature.Of("1767225600", Body, "s")}";
        Assert.Equal(good, SignalSignature.Fault(header, Body, "s", Now.AddSeconds(seconds)) is null);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("v1=00")]
    [InlineData("t=1767225600")]
    [InlineData("t=1767225600,v1=")]
    [InlineData("t=1767225600,v1=00")]
    [InlineData("t=99999999999999999999,v1=00")]
    [InlineData("t=-1,v1=00")]
    public void Anything_else_is_refused(string? header) => Assert.NotNull(SignalSignature.Fault(header, Body, "s", Now));

    [Fact]
    public void Another_body_another_time_or_another_secret_is_refused()
    {
        var signature = SignalSignature.Of("1767225600", Body, "s");
        Assert.NotNull(SignalSignature.Fault($"t=1767225600,v1={signature}", Encoding.UTF8.GetBytes("{\"action\":\"sell\"}"), "s", Now));
        Assert.NotNull(SignalSignature.Fault($"t=1767225601,v1={signature}", Body, "s", Now));
        Assert.NotNull(SignalSignature.Fault($"t=1767225600,v1={signature}", Body, "t", Now));
        Assert.Null(SignalSignature.Fault($"t=1767225600,v1=00,v1={signature.ToUpperInvariant()}", Body, "s", Now)); // two signatures while a secret changes
    }

    [Theory]
    [InlineData("{\"action\":\"buy\",\"ticker\":\"BINANCE:BTCUSD\",\"price\":\"65000.5\"}", "buy", 65000.5)]
    [InlineData("{\"side\":\"SELL\",\"close\":12}", "sell", 12.0)]
    [InlineData("{\"order_action\":\"close\"}", "exit", null)]
    [InlineData("buy BTCUSD now", "buy", null)]
    [InlineData("{\"action\":\"rebalance\"}", "rebalance", null)]
    public void What_alerts_say_is_understood(string body, string action, double? price)
    {
        var message = SignalMessage.Read(Encoding.UTF8.GetBytes(body));
        Assert.Equal((action, (decimal?)price), (message!.Action, message.Price));
    }

    [Theory]
    [InlineData("{\"price\":1}")]
    [InlineData("{")]
    [InlineData("{\"action\":\"<script>\"}")]
    [InlineData("[1]")]
    public void What_names_no_action_is_not(string body) => Assert.Null(SignalMessage.Read(Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("BTCUSD", true)]
    [InlineData("BINANCE:BTC/USD", true)]
    [InlineData("ETHUSD", false)]
    public void A_ticker_must_be_the_instrument(string ticker, bool same) => Assert.Equal(same, new SignalMessage(null, "buy", ticker, null, null).IsAbout("BTC/USD"));
}
