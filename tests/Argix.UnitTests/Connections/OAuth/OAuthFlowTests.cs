using Argix.Connections;
using Argix.Connections.OAuth;
using Argix.Errors;

namespace Argix.UnitTests.Connections.OAuth;

/// <summary>From the address that the browser is sent to, to the connection, and back again when the access has died.</summary>
public sealed class OAuthFlowTests
{
    [Fact]
    public async Task A_sign_in_becomes_a_connection_whose_tokens_nobody_sees()
    {
        await using var bench = await OAuthBench.StartAsync();
        var begun = await bench.BeginAsync();
        var asked = OAuthBench.QueryOf(begun);
        Assert.Equal(("code", "client-1", "https://argix.example/connect/signin/callback", "read trade", "S256"),
            (asked["response_type"], asked["client_id"], asked["redirect_uri"], asked["scope"], asked["code_challenge_method"]));
        Assert.True(asked["state"].Length >= 43);
        var finished = await bench.Flows.FinishAsync(OAuthBench.Back(begun), bench.Me, bench.Ct);
        var form = Assert.Single(bench.Provider.TokenRequests);
        Assert.Equal(("authorization_code", "code-1", asked["redirect_uri"]), (form["grant_type"], form["code"], form["redirect_uri"]));
        Assert.Equal(asked["code_challenge"], Pkce.Challenge(form["code_verifier"]));
        var view = await bench.Service.GetAsync(bench.Workspace, finished.ConnectionId!.Value, bench.Ct);
        Assert.Equal(("ACC-1", "connected", "Mine", "trade"), (view.AccountId, view.Status, view.Name, view.Access));
        Assert.Equal(bench.Clock.GetUtcNow() + TimeSpan.FromMinutes(20), view.TokenExpiresAt);
        Assert.Equal(["access_token", "refresh_token"], view.Credentials.Select(c => c.Field));
        Assert.Equal(["access-1"], bench.SeenTokens);
        Assert.Contains("open", bench.LaneCalls);
        await using var db = bench.Open();
        Assert.All(db.Secrets.ToList(), s => Assert.True(!(s.Ciphertext + s.LastFour).Contains("access-1", StringComparison.Ordinal) && !(s.Ciphertext + s.LastFour).Contains("refresh-1", StringComparison.Ordinal)));
        Assert.All(db.OAuthFlows.ToList(), f => Assert.True(f.Sealed == "" && f.StateHash == Pkce.HashOf(asked["state"])));
    }

    [Fact]
    public async Task Reading_asks_for_no_right_to_trade_and_gets_none()
    {
        await using var bench = await OAuthBench.StartAsync();
        bench.Provider.Answer(200, FakeProvider.Good(scope: "read"));
        var begun = await bench.BeginAsync("read");
        Assert.Equal("read", OAuthBench.QueryOf(begun)["scope"]);
        var view = await bench.ConnectAsync("read");
        Assert.Equal(("read", false), (view.Access, view.Permissions.Trade));
    }

    [Fact]
    public async Task Pkce_is_left_out_only_where_the_manifest_says_that_the_broker_refuses_it()
    {
        await using var bench = await OAuthBench.StartAsync(OAuthBench.Rotating with { Pkce = "none" });
        var begun = await bench.BeginAsync();
        Assert.DoesNotContain("code_challenge", OAuthBench.QueryOf(begun).Keys);
        await bench.Flows.FinishAsync(OAuthBench.Back(begun), bench.Me, bench.Ct);
        Assert.DoesNotContain("code_verifier", bench.Provider.TokenRequests.Single().Keys);
    }

    [Fact]
    public async Task The_client_proves_itself_as_the_manifest_says()
    {
        await using var basic = await OAuthBench.StartAsync(OAuthBench.Rotating with { ClientAuth = "basic" });
        await basic.ConnectAsync();
        var form = basic.Provider.TokenRequests.Single();
        Assert.Equal("Basic " + Convert.ToBase64String("client-1:client-secret-1"u8), form["(authorization)"]);
        Assert.DoesNotContain("client_secret", form.Keys);
        await using var none = await OAuthBench.StartAsync(OAuthBench.Rotating with { ClientAuth = "none" });
        await none.ConnectAsync();
        form = none.Provider.TokenRequests.Single();
        Assert.Equal(("", "client-1", false), (form["(authorization)"], form["client_id"], form.ContainsKey("client_secret")));
    }

    [Fact]
    public async Task A_token_without_an_end_is_never_renewed()
    {
        await using var bench = await OAuthBench.StartAsync(OAuthBench.Rotating with { Refresh = new(), Revoke = "none" });
        bench.Provider.Answer(200, "{\"access_token\":\"access-1\",\"token_type\":\"bearer\"}");
        Assert.Null((await bench.ConnectAsync()).TokenExpiresAt);
        bench.Clock.Advance(TimeSpan.FromDays(1000));
        await bench.Watch.LookAsync(bench.Ct);
        Assert.Equal("access-1", await bench.ReadAccessAsync());
        Assert.Single(bench.Provider.TokenRequests);
    }

    [Fact]
    public async Task Of_several_accounts_one_is_chosen_and_until_then_no_lane_opens()
    {
        await using var bench = await OAuthBench.StartAsync();
        bench.Accounts = ["ACC-1", "ACC-2"];
        var finished = await bench.Flows.FinishAsync(OAuthBench.Back(await bench.BeginAsync()), bench.Me, bench.Ct);
        var id = finished.ConnectionId!.Value;
        Assert.True(finished.Choose);
        var waiting = await bench.Service.GetAsync(bench.Workspace, id, bench.Ct);
        Assert.Equal(("connecting", false), (waiting.Status, waiting.TradingOpen));
        Assert.Equal(["ACC-1", "ACC-2"], waiting.Accounts!.Select(a => a.Id));
        Assert.DoesNotContain("open", bench.LaneCalls);
        Assert.Equal("wrong_account", (await Assert.ThrowsAsync<ArgixException>(() => bench.Service.ChooseAccountAsync(bench.Workspace, id, "ACC-3", "user:1", bench.Ct))).Code);
        var chosen = await bench.Service.ChooseAccountAsync(bench.Workspace, id, "ACC-2", "user:1", bench.Ct);
        Assert.Equal(("ACC-2", "connected", null), (chosen.AccountId, chosen.Status, chosen.Accounts));
        Assert.Contains("open", bench.LaneCalls);
        Assert.Equal("connection_not_ready", (await Assert.ThrowsAsync<ArgixException>(() => bench.Service.ChooseAccountAsync(bench.Workspace, id, "ACC-1", "user:1", bench.Ct))).Code);
    }

    [Fact]
    public async Task Signing_in_again_keeps_the_connection_and_ends_the_reauth()
    {
        await using var bench = await OAuthBench.StartAsync();
        var connection = await bench.ConnectAsync();
        bench.Clock.Advance(TimeSpan.FromMinutes(20));
        bench.Provider.Answer(400, "{\"error\":\"invalid_grant\"}");
        await Assert.ThrowsAnyAsync<Exception>(bench.ReadAccessAsync);
        bench.Provider.Answer(200, FakeProvider.Good("access-2", "refresh-2"));
        var finished = await bench.Flows.FinishAsync(OAuthBench.Back(await bench.BeginAsync(connection: connection.Id)), bench.Me, bench.Ct);
        Assert.Equal(connection.Id, finished.ConnectionId);
        Assert.Equal("connected", (await bench.Service.GetAsync(bench.Workspace, connection.Id, bench.Ct)).Status);
        Assert.Equal("access-2", await bench.ReadAccessAsync());
    }

    [Fact]
    public async Task Signing_in_again_as_somebody_else_is_refused_and_changes_nothing()
    {
        await using var bench = await OAuthBench.StartAsync();
        var connection = await bench.ConnectAsync();
        bench.Accounts = ["ACC-9"];
        bench.Provider.Answer(200, FakeProvider.Good("access-9", "refresh-9"));
        var finished = await bench.Flows.FinishAsync(OAuthBench.Back(await bench.BeginAsync(connection: connection.Id)), bench.Me, bench.Ct);
        Assert.Equal("wrong_account", finished.Code);
        Assert.Equal("access-1", await bench.ReadAccessAsync());
        // What is not kept is given back.
        Assert.Equal("refresh-9", Assert.Single(bench.Provider.Revocations)["token"]);
    }

    [Fact]
    public async Task The_same_account_twice_leads_to_the_existing_connection()
    {
        await using var bench = await OAuthBench.StartAsync();
        var connection = await bench.ConnectAsync();
        var finished = await bench.Flows.FinishAsync(OAuthBench.Back(await bench.BeginAsync()), bench.Me, bench.Ct);
        Assert.Equal(("already_connected", connection.Id), (finished.Code, finished.ConnectionId));
        Assert.Empty(bench.Provider.Revocations);
    }

    [Theory]
    [InlineData("access_denied", "oauth_denied")]
    [InlineData("unauthorized_client", "oauth_client_invalid")]
    [InlineData("invalid_scope", "insufficient_scope")]
    [InlineData("temporarily_unavailable", "broker_unavailable")]
    [InlineData("<script>", "oauth_denied")]
    public async Task A_no_at_the_broker_has_a_name_and_its_words_are_not_repeated(string error, string code)
    {
        await using var bench = await OAuthBench.StartAsync();
        var state = OAuthBench.QueryOf(await bench.BeginAsync())["state"];
        var finished = await bench.Flows.FinishAsync(OAuthBench.Query("signin", "GET", ("error", error), ("error_description", "<b>evil</b>"), ("state", state)), bench.Me, bench.Ct);
        Assert.Equal(code, finished.Code);
        Assert.DoesNotContain("evil", finished.Detail);
        Assert.NotNull(finished.FlowId);
        Assert.Empty(bench.Provider.TokenRequests);
    }

    [Fact]
    public async Task What_a_token_began_any_session_of_the_same_user_finishes()
    {
        await using var bench = await OAuthBench.StartAsync();
        var begun = await bench.BeginAsync(token: true);
        Assert.Equal("oauth_state_invalid", (await bench.Flows.FinishAsync(OAuthBench.Back(begun), bench.Me with { UserId = "u2" }, bench.Ct)).Code);
        Assert.Equal("oauth_state_invalid", (await bench.Flows.FinishAsync(OAuthBench.Back(begun), bench.Me with { SessionId = null }, bench.Ct)).Code);
        Assert.Null((await bench.Flows.FinishAsync(OAuthBench.Back(begun), bench.Me with { SessionId = Guid.NewGuid() }, bench.Ct)).Code);
    }

    [Fact]
    public async Task Disconnecting_gives_the_access_back_and_leaves_nothing()
    {
        await using var bench = await OAuthBench.StartAsync();
        var connection = await bench.ConnectAsync();
        await bench.Service.DisconnectAsync(bench.Workspace, connection.Id, OpenOrdersChoice.Refuse, "user:1", bench.Ct);
        var form = Assert.Single(bench.Provider.Revocations);
        Assert.Equal(("refresh-1", "refresh_token"), (form["token"], form["token_type_hint"]));
        await using var db = bench.Open();
        Assert.Equal((0, 0), (db.Secrets.Count(), db.LoginTokens.Count()));
    }

    [Fact]
    public async Task A_test_that_fails_keeps_nothing()
    {
        await using var bench = await OAuthBench.StartAsync();
        bench.ProbeFails = true;
        var finished = await bench.Flows.FinishAsync(OAuthBench.Back(await bench.BeginAsync()), bench.Me, bench.Ct);
        Assert.Equal("invalid_credentials", finished.Code);
        await using var db = bench.Open();
        Assert.Equal((0, 0), (db.Secrets.Count(), db.Connections.Count()));
        Assert.Single(bench.Provider.Revocations);
    }
}
