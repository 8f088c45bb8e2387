using Argix.Trading.Orders;
using Xunit;

namespace Argix.UnitTests.Trading.Orders;

public sealed class WaitersTests
{
    private readonly Waiters<int, string> _waiters = new();

    [Fact]
    public void One_that_gives_up_takes_nothing_from_the_others()
    {
        _ = _waiters.Join(1);
        var patient = _waiters.Join(1);
        _waiters.Leave(1);
        _waiters.Wake(1, "filled");
        Assert.True(patient.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_word_wakes_all_who_wait_for_it_and_no_others()
    {
        Task<string>[] same = [_waiters.Join(1), _waiters.Join(1)];
        var other = _waiters.Join(2);
        _waiters.Wake(1, "filled");
        Assert.All(same, t => Assert.Equal("filled", t.Result));
        Assert.False(other.IsCompleted);
    }

    [Fact]
    public void A_wait_begun_after_the_last_one_left_does_not_hear_the_old_word()
    {
        _ = _waiters.Join(1);
        _waiters.Wake(1, "working");
        _waiters.Leave(1);
        Assert.False(_waiters.Join(1).IsCompleted);
    }
}
