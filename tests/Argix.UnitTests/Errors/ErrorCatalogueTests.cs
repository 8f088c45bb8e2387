using Argix.Contracts;
using Argix.Errors;
using Xunit;

namespace Argix.UnitTests.Errors;

public sealed class ErrorCatalogueTests
{
    /// <summary>The published taxonomy, status by status, as the outside surface names it.</summary>
    private static readonly Dictionary<int, string> Published = new()
    {
        [422] = "validation_failed, invalid_credentials, insufficient_scope, wrong_environment, wrong_account, clock_skew, ip_not_allowed, withdrawal_permission, oauth_client_invalid, oauth_denied, " +
            "oauth_state_invalid, insufficient_funds, unknown_instrument, market_closed, order_type_unsupported, invalid_order, price_out_of_range, duplicate_order, risk_denied",
        [409] = "reauth_required, already_connected, open_orders, docs_only, maintenance, kill_switch, idempotency_conflict, connection_not_ready, dead_man_unarmed, order_not_cancellable, plugin_untrusted, " +
            "plugin_incompatible, data_directory_in_use",
        [502] = "broker_unreachable, broker_unavailable, broker_protocol_error, plugin_faulted",
        [504] = "broker_timeout",
        [429] = "rate_limited",
        [503] = "journal_unavailable, journal_broken, master_key_missing",
        [404] = "not_found, order_not_found",
        [403] = "forbidden",
        [401] = "unauthenticated",
        [400] = "bad_request",
        [413] = "too_large",
        [415] = "unsupported_media_type",
        [501] = "not_implemented",
        [500] = "internal",
    };

    private const string Gate = "price_collar, max_value, max_volume, message_rate, execution_throttle, duplicate, capital, position, trading_state, restricted, authorisation, instrument, loss, reject_storm, " +
        "staleness, self_match, stale_signal";

    private static string[] Split(string list) => list.Split(", ");

    [Fact]
    public void Every_published_code_is_there_with_its_status_and_nothing_else_is()
    {
        var expected = Published.SelectMany(pair => Split(pair.Value).Select(code => (Code: code, Status: pair.Key)))
            .Concat(Split(Gate).Select(control => (Code: "risk_denied:" + control, Status: 422)));

        Assert.Equal(expected.OrderBy(pair => pair.Code, StringComparer.Ordinal), ErrorCatalogue.All.Select(entry => (entry.Code, entry.Status)).OrderBy(pair => pair.Code, StringComparer.Ordinal));
    }

    [Fact]
    public void The_controls_stand_in_the_order_of_their_precedence() => Assert.Equal(Split(Gate), ErrorCatalogue.ControlIds);

    [Fact]
    public void Every_entry_says_what_happened_and_what_to_do() => Assert.All(ErrorCatalogue.All, entry =>
    {
        Assert.NotEmpty(entry.Title);
        Assert.EndsWith(".", entry.Cause, StringComparison.Ordinal);
        Assert.EndsWith(".", entry.WhatToDo.Replace("”", "", StringComparison.Ordinal), StringComparison.Ordinal);
    });

    [Fact]
    public void Every_word_an_adapter_may_use_is_in_the_catalogue()
    {
        var words = typeof(ErrorCodes).GetFields().Select(field => (string)field.GetRawConstantValue()!).ToList();

        Assert.NotEmpty(words);
        Assert.All(words, word => Assert.NotNull(ErrorCatalogue.Find(word)));
    }

    [Theory]
    [InlineData("risk_denied:a_control_of_tomorrow", "risk_denied", 422)]
    [InlineData("no_such_code", "internal", 500)]
    public void A_code_without_an_entry_falls_back(string code, string entry, int status)
    {
        Assert.Equal(entry, ErrorCatalogue.For(code).Code);
        Assert.Equal(status, ErrorCatalogue.For(code).Status);
    }
}
