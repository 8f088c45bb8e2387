using Acme.Venue;
using Argix.Contracts;
using Argix.Contracts.Manifest;
using Argix.Contracts.Testing;
using Argix.Contracts.Testing.Kit;

namespace Argix.AdapterTests.Kit;

/// <summary>Venues that lack something: the case does not apply, but only as far as the adapter is careful about it.</summary>
public class VenueFactsTests
{
    [Theory]
    [InlineData("BC-031", Saying.InsufficientFunds, "no_money")]
    [InlineData("BC-032", Saying.UnknownInstrument, "no_symbol")]
    [InlineData("BC-033", Saying.InvalidOrder, "bad_order")]
    [InlineData("BC-036", Saying.Repeated, "id_used")]
    [InlineData("BC-063", Saying.TooLate, "not_open")]
    public async Task Words_that_nobody_has_recorded_leave_the_order_in_doubt_and_a_rule_for_them_is_a_guess(string id, Saying what, string code)
    {
        var careful = AcmeSubject.Best with { Errors = [.. AcmeSubject.Best.Errors.Where(r => r.Code != code)] };
        var subject = AcmeSubject.Whole with { Plugin = () => new Plain(), Script = () => new Unsaid(what) };
        var guessed = await ConformanceKit.RunAsync(subject, id);
        Assert.True(guessed.State == CaseState.Failed, $"{guessed.State} {guessed.Why}");
        Assert.Contains("nobody has recorded", guessed.Why);
        var doubted = await ConformanceKit.RunAsync(subject with { Manifest = careful }, id);
        Assert.True(doubted.State == CaseState.NotApplicable, $"{doubted.State} {doubted.Why}");
    }

    [Theory]
    [InlineData("cancelNew", null)]
    [InlineData("newId", null)]
    [InlineData("newId", "remaining")]
    public async Task Where_the_host_cancels_and_places_anew_no_adapter_has_to_change_orders(string kind, string? means)
    {
        var manifest = AcmeSubject.Best with { Replace = new ReplaceFact { Kind = kind, QuantityMeans = means } };
        var without = new Mutant { Manifest = _ => manifest, Lacks = typeof(IReplaceOrders) }.Subject;
        Assert.Equal(CaseState.Passed, (await ConformanceKit.RunAsync(without, "BC-158")).State);
        Assert.Equal(CaseState.NotApplicable, (await ConformanceKit.RunAsync(without, "BC-076")).State);
        Assert.Equal(CaseState.Failed, (await ConformanceKit.RunAsync(without with { Manifest = manifest with { Replace = new ReplaceFact { Kind = "newId", QuantityMeans = "total" } } }, "BC-158")).State);
    }

    [Fact]
    public async Task A_venue_that_lists_by_instrument_may_not_be_said_to_have_shown_all_that_ended()
    {
        var listed = AcmeSubject.Whole with { Manifest = AcmeSubject.Best with { History = new HistoryFact { ListedBy = "instrument" } } };
        Assert.Equal(CaseState.Failed, (await ConformanceKit.RunAsync(listed, "BC-131")).State);
        Assert.Equal(CaseState.Passed, (await ConformanceKit.RunAsync(listed, "BC-133")).State);
        Assert.Equal(CaseState.Failed, (await ConformanceKit.RunAsync(new Mutant { Manifest = _ => listed.Manifest, SwallowsReads = true }.Subject, "BC-139")).State);
    }

    private sealed class Plain : IBrokerPlugin
    {
        public IBrokerAdapter Create(IVenuePort port) => new MutantPlugin(new Mutant { Submit = Doubting }).Create(port);

        // What the adapter takes for a repeated id by itself is left to the rules.
        private static Outcome Doubting(Order order, Outcome o) => o.Verdict == Verdict.Duplicate ? o with { Verdict = Verdict.Refused } : o;
    }

    private sealed class Unsaid(Saying what) : AcmeScript
    {
        public override IReadOnlySet<Saying> Unrecorded => new HashSet<Saying> { what };
    }
}
