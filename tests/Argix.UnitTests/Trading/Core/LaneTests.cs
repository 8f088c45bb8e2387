using Argix.Contracts;
using Argix.Trading.Core;
using Argix.Trading.Core.Lanes;

namespace Argix.UnitTests.Trading.Core;

public sealed class LaneTests
{
    private static readonly DateTimeOffset T0 = new(2026, 1, 5, 15, 0, 0, TimeSpan.Zero);
    private static readonly Guid Order = Guid.Parse("00000000-0000-0000-0000-000000000001");
    private static readonly LaneRules Rules = new(TimeSpan.FromSeconds(10), true, true, true, 0, TimeSpan.FromSeconds(1), 0);
    private readonly LaneCore _lane = new(Rules);

    [Fact]
    public void TradingOpensOnlyAfterEverythingWasReadOnALiveStream()
    {
        Assert.Contains(_lane.Step(new Tick(T0)), a => a is OpenStream);
        Assert.Contains(_lane.Step(new StreamAlive(T0)), a => a is Resync);
        Assert.False(_lane.Health.TradingOpen);
        var told = _lane.Step(new ResyncEnded(T0, null, null)).OfType<TellHealth>().Single();
        Assert.Equal(new LaneStatus("connected", null, true), told.Health);
    }

    [Fact]
    public void WithoutItsStreamTheLaneReadsInstead()
    {
        _lane.Step(new Tick(T0));
        var actions = _lane.Step(new StreamEnded(T0, "refused"));
        Assert.Contains(actions, a => a is Resync);
        _lane.Step(new ResyncEnded(T0, null, null));
        Assert.Equal(("degraded", true), (_lane.Health.Status, _lane.Health.TradingOpen));
        Assert.Contains(_lane.Step(new Tick(T0.AddSeconds(3))), a => a is Resync);
    }

    [Fact]
    public void AnOrderPastItsSendByIsDroppedAndNeverSent()
    {
        var actions = _lane.Step(new SubmitWanted(T0.AddSeconds(2), Order, T0.AddSeconds(2)));
        Assert.Contains(actions, a => a is DropSubmit);
        Assert.DoesNotContain(actions, a => a is SendSubmit);
    }

    [Fact]
    public void CancelsGoFirstAndKeepAShareOfTheQuota()
    {
        var lane = new LaneCore(Rules with { Quota = 4, QuotaPer = TimeSpan.FromMinutes(1), ReserveForCancels = 0.5m });
        var sent = Enumerable.Range(0, 5).SelectMany(i => lane.Step(new SubmitWanted(T0, Guid.NewGuid(), T0.AddSeconds(2)))).OfType<SendSubmit>().Count();
        Assert.Equal(2, sent);
        Assert.Contains(lane.Step(new CancelWanted(T0, Order)), a => a is SendCancel);
    }

    [Fact]
    public void NotFoundConcludesOnlyAfterTheDelayTwiceAndApart()
    {
        var quiet = T0.AddSeconds(2);
        Assert.Contains(_lane.Step(new QuestionRaised(quiet, Order)), a => a is AskVenue);
        Assert.False(Empty(quiet.AddSeconds(1)).Conclusive);
        Assert.False(Empty(quiet.AddSeconds(9.9)).Conclusive);
        Assert.False(Empty(quiet.AddSeconds(10)).Conclusive);
        Assert.True(Empty(quiet.AddSeconds(12)).Conclusive);
    }

    [Fact]
    public void AFailedQuestionNeitherCountsNorKeepsAnEarlierEmptyAnswer()
    {
        _lane.Step(new QuestionRaised(T0, Order));
        Empty(T0.AddSeconds(10));
        _lane.Step(new Tick(T0.AddSeconds(12)));
        Assert.False(_lane.Step(new LookupEnded(T0.AddSeconds(12), Order, false, null)).OfType<TellEmpty>().Single().Conclusive);
        Assert.False(Empty(T0.AddSeconds(20)).Conclusive);
        Assert.True(Empty(T0.AddSeconds(22)).Conclusive);
    }

    // Another process may have written the order down just before this one took the journal from it: its byte may leave until SendWithin is over.
    [Fact]
    public void NothingIsConclusiveBeforeASenderThatLostTheJournalMustHaveStoppedAndTheVenueHadItsTime()
    {
        _lane.Step(new QuestionRaised(T0, Order));
        _lane.Step(new Tick(T0));
        var delay = TimeSpan.FromSeconds(10);
        Assert.False(Empty(T0 + delay).Conclusive);
        Assert.False(Empty(T0 + delay + Decider.SendWithin - TimeSpan.FromTicks(1)).Conclusive);
        Assert.True(Empty(T0 + delay + 2 * Decider.SendWithin).Conclusive);
    }

    [Fact]
    public void WithoutAKnownProcessingDelayNothingIsEverConclusive()
    {
        var lane = new LaneCore(Rules with { MaxProcessingDelay = null });
        lane.Step(new QuestionRaised(T0, Order));
        for (var hours = 1; hours < 20; hours++)
        {
            lane.Step(new Tick(T0.AddHours(hours)));
            Assert.False(lane.Step(new LookupEnded(T0.AddHours(hours), Order, false, Cover(T0.AddHours(hours)))).OfType<TellEmpty>().Single().Conclusive);
        }
    }

    [Fact]
    public void WhileTheSubmitIsStillOnItsWayNothingIsConclusive()
    {
        _lane.Step(new SubmitWanted(T0, Order, T0.AddSeconds(2)));
        _lane.Step(new QuestionRaised(T0, Order));
        Assert.False(Empty(T0.AddSeconds(60)).Conclusive);
        Assert.False(Empty(T0.AddSeconds(120)).Conclusive);
        _lane.Step(new SubmitEnded(T0.AddSeconds(121), Order));
        Assert.False(Empty(T0.AddSeconds(180)).Conclusive); // asked at 121, before the venue's time was over
        Assert.False(Empty(T0.AddSeconds(190)).Conclusive);
        Assert.True(Empty(T0.AddSeconds(200)).Conclusive);
    }

    [Fact]
    public void DeadCredentialsCloseTradingAtOnce()
    {
        _lane.Step(new Tick(T0));
        _lane.Step(new StreamAlive(T0));
        _lane.Step(new ResyncEnded(T0, null, null));
        _lane.Step(new Tick(T0.AddSeconds(30)));
        _lane.Step(new ResyncEnded(T0.AddSeconds(30), "invalid_credentials", "401"));
        Assert.Equal(new LaneStatus("reauth_required", "invalid_credentials", false), _lane.Health);
    }

    [Fact]
    public void AVenueThatCannotBeReachedClosesTradingAfterAWhileAndOpensAgain()
    {
        _lane.Step(new Tick(T0));
        _lane.Step(new StreamAlive(T0));
        _lane.Step(new ResyncEnded(T0, null, null));
        _lane.Step(new ResyncEnded(T0.AddSeconds(30), "broker_unreachable", null));
        Assert.True(_lane.Health.TradingOpen);
        _lane.Step(new ResyncEnded(T0.AddSeconds(60), "broker_unreachable", null));
        Assert.False(_lane.Health.TradingOpen);
        _lane.Step(new ResyncEnded(T0.AddSeconds(70), null, null));
        Assert.True(_lane.Health.TradingOpen);
    }

    [Fact]
    public void AnAnswerAboutOpenOrdersOnlyShowsThatItIsNotOpenButNeverThatItWasNotTaken()
    {
        var lane = new LaneCore(Rules with { LookupCoversAll = false });
        lane.Step(new QuestionRaised(T0, Order));
        TellEmpty Ask(int second)
        {
            lane.Step(new Tick(T0.AddSeconds(second)));
            return lane.Step(new LookupEnded(T0.AddSeconds(second), Order, false, Cover(T0) with { Closed = false })).OfType<TellEmpty>().Single();
        }

        Assert.Equal((false, false), (Ask(5).Conclusive, Ask(9).NotOpen));
        Assert.Equal((false, false), (Ask(20).Conclusive, Ask(20 + 1).NotOpen));
        var told = Ask(40);
        Assert.Equal((false, true), (told.Conclusive, told.NotOpen));
    }

    [Fact]
    public void WhatItIsAskedToLookAtDuringAReadingIsLookedAtAfterIt()
    {
        _lane.Step(new Tick(T0));
        _lane.Step(new StreamAlive(T0));
        _lane.Step(new LookAgain(T0, T0.AddSeconds(3)));
        _lane.Step(new ResyncEnded(T0.AddSeconds(1), null, null));
        Assert.Contains(_lane.Step(new Tick(T0.AddSeconds(3))), a => a is Resync);
    }

    // Simulator, seed 77127: the lane took the time of the next look for the time of day, and an order that the venue had was concluded as never sent.
    [Fact]
    public void AskedToLookAgainLaterNothingIsConcludedBeforeItsTime()
    {
        _lane.Step(new QuestionRaised(T0, Order));
        Assert.False(Empty(T0.AddSeconds(1)).Conclusive);
        Assert.DoesNotContain(_lane.Step(new LookAgain(T0.AddSeconds(1), T0.AddSeconds(20))), a => a is AskVenue or Resync);
        Assert.DoesNotContain(_lane.Step(new LookAgain(T0.AddSeconds(1), T0.AddSeconds(40))), a => a is AskVenue or Resync);
        Assert.False(Empty(T0.AddSeconds(3)).Conclusive);
        Assert.False(Empty(T0.AddSeconds(9.9)).Conclusive);
    }

    [Fact]
    public void AVenueThatCannotBeAskedIsJudgedByItsListOfOpenOrders()
    {
        var lane = new LaneCore(Rules with { CanFind = false });
        lane.Step(new Tick(T0));
        lane.Step(new ResyncEnded(T0.AddSeconds(1), null, null, [Order], T0));
        var told = new List<TellEmpty>();
        for (var second = 2; second < 40; second++)
        {
            told.AddRange(lane.Step(new ResyncEnded(T0.AddSeconds(second), null, null, [Order], T0.AddSeconds(second))).OfType<TellEmpty>());
            Assert.True(second > 9 || told.All(t => !t.NotOpen));
        }

        Assert.Contains(told, t => t.NotOpen);
        Assert.DoesNotContain(told, t => t.Conclusive);
    }

    private TellEmpty Empty(DateTimeOffset at)
    {
        _lane.Step(new Tick(at));
        return _lane.Step(new LookupEnded(at, Order, false, Cover(at))).OfType<TellEmpty>().Single();
    }

    private static Coverage Cover(DateTimeOffset at) => new(DateTimeOffset.MinValue, at, true, true, false, true, at);
}
