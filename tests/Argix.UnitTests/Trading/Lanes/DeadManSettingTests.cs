using Argix.Contracts.Manifest;
using Argix.Errors;
using Argix.Trading.Core.Lanes;
using Argix.Trading.Lanes;

namespace Argix.UnitTests.Trading.Lanes;

public sealed class DeadManSettingTests
{
    private static readonly DeadManFact Timer = new() { Kind = "timer", Min = TimeSpan.FromSeconds(5), Max = TimeSpan.FromMinutes(10) };

    [Fact]
    public void OffUnlessTheDeploymentWantsIt() => Assert.Null(Read(Timer, null));

    [Fact]
    public void TheSettingIsADurationThatTheVenueTakes()
    {
        Assert.Equal(new DeadManRule(TimeSpan.FromMinutes(1), false), Read(Timer, "PT60S"));
        Assert.Equal(new DeadManRule(TimeSpan.FromSeconds(5), true), Read(Timer with { Kind = "disconnect" }, "PT5S"));
    }

    [Theory]
    [InlineData("60")]
    [InlineData("PT4S")]
    [InlineData("PT11M")]
    [InlineData("-PT60S")]
    public void AnyOtherIsRefusedWithTheRange(string word)
    {
        var refused = Assert.Throws<ArgixException>(() => Read(Timer, word));
        Assert.Equal("validation_failed", refused.Code);
        Assert.Contains("Brokers:b:DeadMan", refused.Message, StringComparison.Ordinal);
        Assert.Contains("of at least PT5S of at most PT10M", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AVenueWithoutOneDoesNotTakeTheSettingInSilence()
    {
        Assert.Throws<ArgixException>(() => Read(new DeadManFact(), "PT60S"));
        Assert.Throws<ArgixException>(() => Read(Timer, "PT60S", able: false));
    }

    private static DeadManRule? Read(DeadManFact fact, string? word, bool able = true) =>
        DeadManSetting.Read(new BrokerManifest { Id = "b", Name = "B", Version = "1.0.0", DeadMan = fact }, word is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["DeadMan"] = word }, able);
}
