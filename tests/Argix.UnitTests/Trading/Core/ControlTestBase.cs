using Argix.Contracts;
using Argix.Errors;
using Argix.Trading.Core;
using Argix.Trading.Core.Risk;
using Argix.Trading.Journal;
using CoreVerdict = Argix.Trading.Core.Verdict;
using VenueVerdict = Argix.Contracts.Verdict;

namespace Argix.UnitTests.Trading.Core;

/// <summary>How the tests of controls read a verdict.</summary>
public abstract class ControlTestBase
{
    private protected ControlBench Bench { get; } = new();
    private protected DeskBench Desk => Bench.Desk;

    private protected static void Denied(CoreVerdict v, decimal? value = null, decimal? limit = null)
    {
        Assert.Equal("denied", v.Status);
        Assert.Equal((value ?? v.Value, limit ?? v.Limit), (v.Value, v.Limit));
    }

    private protected static void Passed(CoreVerdict v) => Assert.Equal("passed", v.Status);
    private protected static void Warned(CoreVerdict v) => Assert.Equal("warning", v.Status);

    private protected void OnPaperAndLive(Func<CoreVerdict> judge)
    {
        Bench.Kind = "paper";
        Warned(judge());
        Bench.Kind = "live";
        Denied(judge());
    }
}
