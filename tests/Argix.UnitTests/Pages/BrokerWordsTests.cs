using Argix.Contracts.Manifest;
using Argix.Pages;
using Argix.Pages.Brokers;
using Argix.Plugins;
using Argix.Web;
using Xunit;

namespace Argix.UnitTests.Pages;

public sealed class BrokerWordsTests
{
    [Fact]
    public void The_reason_of_a_docs_only_broker_is_its_availability_and_that_of_a_disabled_one_is_who_did_it()
    {
        Assert.Equal("There is no adapter yet.", BrokerWords.Reason(Entries.Make("a", availability: Availability.DocsOnly, why: "there is no adapter yet")));
        Assert.Equal("Switched off by ada.", BrokerWords.Reason(Entries.Make("a", state: PluginState.Disabled, reason: "switched off by ada")));
        Assert.Null(BrokerWords.Reason(Entries.Make("a")));
    }

    [Theory]
    [InlineData("no credentials are needed", "No credentials are needed.")]
    [InlineData("api.example.org cannot be reached.", "api.example.org cannot be reached.")]
    [InlineData(" ", "")]
    public void A_sentence_begins_large_and_ends_with_a_full_stop_but_a_host_name_stays(string text, string sentence) => Assert.Equal(sentence, BrokerWords.Sentence(text));

    [Theory]
    [InlineData("all", "It never sends it twice")]
    [InlineData("open", "stays “unknown” until")]
    [InlineData("something new", "or you look there")]
    public void What_a_lost_answer_means_follows_from_the_look_up_and_an_unheard_of_one_is_the_careful_branch(string lookup, string effect)
    {
        var row = Facts(new() { Id = "a", Name = "A", Version = "1.0.0", ClientOrderId = new() { Lookup = lookup } }, "lookup");
        Assert.Contains(effect, row.Effect, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_known_delay_nothing_is_ever_concluded_from_silence()
    {
        var silent = Facts(new() { Id = "a", Name = "A", Version = "1.0.0" }, "delay");
        var known = Facts(new() { Id = "a", Name = "A", Version = "1.0.0", Submit = new() { MaxProcessingDelay = TimeSpan.FromSeconds(10) } }, "delay");
        Assert.Contains("never concludes", silent.Effect, StringComparison.Ordinal);
        Assert.Contains("10 s", known.Fact, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fact_that_is_not_proven_is_marked()
    {
        var m = new BrokerManifest { Id = "a", Name = "A", Version = "1.0.0", RateLimits = [new("account", 200, TimeSpan.FromMinutes(1), Proven: false)] };
        var row = Facts(m, "limit_account");
        Assert.False(row.Proven);
        Assert.Equal("200 per minute", row.Fact);
    }

    [Fact]
    public void The_frame_shows_the_gravest_world_and_an_unknown_kind_counts_as_live()
    {
        Assert.Equal(FrameEnvironment.None, WorkspaceFrame.Gravest([]));
        Assert.Equal(FrameEnvironment.Demo, WorkspaceFrame.Gravest(["paper", "demo", "paper"]));
        Assert.Equal(FrameEnvironment.Live, WorkspaceFrame.Gravest(["paper", "something"]));
    }

    private static Capability Facts(BrokerManifest m, string id) => BrokerFacts.Of(m).Single(c => c.Id == id);
}
