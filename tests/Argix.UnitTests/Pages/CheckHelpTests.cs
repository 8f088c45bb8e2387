using Argix.Connections;
using Argix.Pages.Brokers;
using Xunit;

namespace Argix.UnitTests.Pages;

/// <summary>Where the result of a check leads to.</summary>
public sealed class CheckHelpTests
{
    private const string Docs = "## Troubleshooting\n### clock_skew\nSet the clock.\n### rate_limited\nSlower.\n";

    [Fact]
    public void A_check_that_passed_leads_nowhere() => Assert.Empty(CheckHelp.Links(new("dns", "passed", null, "fine"), null));

    [Fact]
    public void A_failed_one_leads_to_the_code_and_to_the_brokers_own_words_where_it_has_some()
    {
        var broker = Entries.Make("acme") with { Docs = Docs };
        Assert.Equal(["/docs/errors#clock_skew", "/docs/broker/acme#clock_skew"], CheckHelp.Links(new("clock", "failed", "clock_skew", ""), broker).Select(l => l.Href));
        Assert.Equal(["/docs/errors#wrong_account"], CheckHelp.Links(new("account", "failed", "wrong_account", ""), broker).Select(l => l.Href));
    }

    [Theory]
    [InlineData("dns", "broker_unreachable")]
    [InlineData("authentication", "invalid_credentials")]
    [InlineData("something_new", "broker_protocol_error")]
    public void One_that_names_no_code_leads_to_what_is_usually_wrong_there(string check, string code) =>
        Assert.Equal("/docs/errors#" + code, Assert.Single(CheckHelp.Links(new(check, "failed", null, ""), null)).Href);
}
