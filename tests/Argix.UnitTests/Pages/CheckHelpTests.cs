using Argix.Connections;
using Argix.Pages.Brokers;
using Argix.Plugins;
using Xunit;

namespace Argix.UnitTests.Pages;

/// <summary>Where the result of a check leads to.</summary>
public sealed class CheckHelpTests
{
    private const string Docs = "## Troubleshooting\n### clock_skew\nSet the clock.\n### rate_limited\nSlower.\n";
    private static readonly BrokerEntry Acme = Entries.Make("acme") with { Docs = Docs };

    [Theory]
    [InlineData("passed")]
    [InlineData("skipped")]
    public void One_that_has_nothing_to_say_leads_quietly_to_what_the_check_looks_at(string status)
    {
        var check = new CheckResult("clock", status, null, "fine").Anchored(Acme);
        Assert.Equal("/docs/errors#clock_skew", check.Docs);
        Assert.Equal("/docs/broker/acme#check-clock", check.BrokerDocs);
        Assert.Equal(new CheckLink("About this check", check.BrokerDocs, "About this check: Clocks agree"), Assert.Single(CheckHelp.Links(check, "Acme")));
    }

    [Fact]
    public void A_failed_one_leads_to_the_code_and_to_the_brokers_own_words_where_it_has_some()
    {
        Assert.Equal([new("clock_skew", "/docs/errors#clock_skew"), new("at Acme", "/docs/broker/acme#clock_skew")], CheckHelp.Links(new CheckResult("clock", "failed", "clock_skew", "").Anchored(Acme), "Acme"));
        var silent = new CheckResult("account", "failed", "wrong_account", "").Anchored(Acme);
        Assert.Equal(new CheckLink("wrong_account", "/docs/errors#wrong_account"), Assert.Single(CheckHelp.Links(silent, "Acme")));
        Assert.Equal("/docs/broker/acme#check-account", silent.BrokerDocs);
    }

    [Fact]
    public void A_warning_leads_to_its_code() =>
        Assert.Equal(["/docs/errors#rate_limited", "/docs/broker/acme#rate_limited"], CheckHelp.Links(new CheckResult("market_data", "warning", "rate_limited", "").Anchored(Acme), "Acme").Select(l => l.Href));

    [Theory]
    [InlineData("dns", "broker_unreachable")]
    [InlineData("authentication", "invalid_credentials")]
    [InlineData("something_new", "broker_protocol_error")]
    public void One_that_names_no_code_leads_to_what_is_usually_wrong_there(string check, string code) =>
        Assert.Equal("/docs/errors#" + code, Assert.Single(CheckHelp.Links(new CheckResult(check, "failed", null, "").Anchored(Acme), null)).Href);
}
