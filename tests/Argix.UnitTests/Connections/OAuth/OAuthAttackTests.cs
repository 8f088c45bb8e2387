using Argix.Connections.OAuth;

namespace Argix.UnitTests.Connections.OAuth;

/// <summary>Callbacks and providers that mean harm. A success would be a token request that leaves, or a connection that is kept.</summary>
public sealed class OAuthAttackTests(ITestOutputHelper output)
{
    [Fact]
    public async Task No_forged_or_foreign_callback_reaches_the_token_endpoint()
    {
        await using var bench = await OAuthBench.StartAsync();
        var begun = await bench.BeginAsync();
        var state = OAuthBench.QueryOf(begun)["state"];
        var stranger = bench.Me with { UserId = "u2" };
        (string Name, CallbackQuery Query, CallbackPerson Who)[] attacks =
        [
            .. Bent(state).Select(s => ("state " + s.Length, OAuthBench.Query("signin", "GET", ("code", "c"), ("state", s)), bench.Me)),
            ("no state", OAuthBench.Query("signin", "GET", ("code", "c")), bench.Me),
            ("state twice", OAuthBench.Query("signin", "GET", ("code", "c"), ("state", state), ("state", state)), bench.Me),
            ("state twice, one other", OAuthBench.Query("signin", "GET", ("code", "c"), ("state", "x"), ("state", state)), bench.Me),
            ("code twice", OAuthBench.Query("signin", "GET", ("code", "c"), ("code", "d"), ("state", state)), bench.Me),
            ("code and error", OAuthBench.Query("signin", "GET", ("code", "c"), ("error", "access_denied"), ("state", state)), bench.Me),
            ("neither", OAuthBench.Query("signin", "GET", ("state", state)), bench.Me),
            ("empty code", OAuthBench.Query("signin", "GET", ("code", ""), ("state", state)), bench.Me),
            ("POST", OAuthBench.Query("signin", "POST", ("code", "c"), ("state", state)), bench.Me),
            ("HEAD", OAuthBench.Query("signin", "HEAD", ("code", "c"), ("state", state)), bench.Me),
            ("another broker's path (mix-up)", OAuthBench.Query("other", "GET", ("code", "c"), ("state", state)), bench.Me),
            ("an unknown broker", OAuthBench.Query("nobody", "GET", ("code", "c"), ("state", state)), bench.Me),
            ("another user", OAuthBench.Query("signin", "GET", ("code", "c"), ("state", state)), stranger),
            ("another workspace", OAuthBench.Query("signin", "GET", ("code", "c"), ("state", state)), bench.Me with { WorkspaceId = Guid.NewGuid() }),
            ("another session", OAuthBench.Query("signin", "GET", ("code", "c"), ("state", state)), bench.Me with { SessionId = Guid.NewGuid() }),
            ("no session", OAuthBench.Query("signin", "GET", ("code", "c"), ("state", state)), bench.Me with { SessionId = null }),
            ("a huge code", OAuthBench.Query("signin", "GET", ("code", new string('c', 5000)), ("state", state)), bench.Me),
            ("iss twice", OAuthBench.Query("signin", "GET", ("code", "c"), ("state", state), ("iss", bench.Provider.Url), ("iss", bench.Provider.Url)), bench.Me),
        ];
        var successes = 0;
        foreach (var (name, query, who) in attacks)
        {
            var finished = await bench.Flows.FinishAsync(query, who, bench.Ct);
            Assert.True(finished is { Code: "oauth_state_invalid", FlowId: null }, name);
            successes += bench.Provider.TokenRequests.Count;
        }
        output.WriteLine($"callback: {attacks.Length} attacks, {successes} successes");
        Assert.Equal(0, successes);
        // None of them has used the state up: its owner still finishes.
        Assert.Null((await bench.Flows.FinishAsync(OAuthBench.Back(begun), bench.Me, bench.Ct)).Code);
    }

    [Fact]
    public async Task An_answer_in_another_issuers_name_is_refused_before_anything_leaves()
    {
        await using var bench = await OAuthBench.StartAsync();
        var good = bench.Provider.Url;
        string[] wrong = [good + "/", good.ToUpperInvariant(), "https://evil.example", "", " " + good, good + "#", good + "?", good.Replace("http:", "https:", StringComparison.Ordinal), "null"];
        var successes = 0;
        foreach (var iss in wrong)
        {
            var finished = await bench.Flows.FinishAsync(OAuthBench.Back(await bench.BeginAsync(), more: ("iss", iss)), bench.Me, bench.Ct);
            Assert.Equal("oauth_state_invalid", finished.Code);
            successes += bench.Provider.TokenRequests.Count;
        }
        output.WriteLine($"iss: {wrong.Length} attacks, {successes} successes");
        Assert.Equal(0, successes);
        Assert.Null((await bench.Flows.FinishAsync(OAuthBench.Back(await bench.BeginAsync(), more: ("iss", good)), bench.Me, bench.Ct)).Code);
    }

    [Fact]
    public async Task Where_the_issuer_must_be_named_an_answer_without_it_is_refused()
    {
        await using var bench = await OAuthBench.StartAsync(OAuthBench.Rotating with { Issuer = "https://a.example", IssuerRequired = true });
        Assert.Equal("oauth_state_invalid", (await bench.Flows.FinishAsync(OAuthBench.Back(await bench.BeginAsync()), bench.Me, bench.Ct)).Code);
        Assert.Empty(bench.Provider.TokenRequests);
    }

    [Fact]
    public async Task A_replayed_callback_shows_the_end_again_and_exchanges_nothing()
    {
        await using var bench = await OAuthBench.StartAsync();
        var begun = await bench.BeginAsync();
        var first = await bench.Flows.FinishAsync(OAuthBench.Back(begun), bench.Me, bench.Ct);
        for (var i = 0; i < 20; i++)
        {
            var again = await bench.Flows.FinishAsync(OAuthBench.Back(begun), bench.Me, bench.Ct);
            Assert.Equal((first.ConnectionId, first.FlowId), (again.ConnectionId, again.FlowId));
            Assert.Equal("oauth_state_invalid", (await bench.Flows.FinishAsync(OAuthBench.Back(begun), bench.Me with { UserId = "u2" }, bench.Ct)).Code);
        }
        output.WriteLine($"replay: 40 attacks, {bench.Provider.TokenRequests.Count - 1} successes");
        Assert.Single(bench.Provider.TokenRequests);
    }

    [Fact]
    public async Task Of_two_callbacks_at_the_same_time_one_exchanges()
    {
        await using var bench = await OAuthBench.StartAsync();
        for (var round = 0; round < 5; round++)
        {
            bench.Accounts = ["ACC-" + round];
            var begun = await bench.BeginAsync();
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => bench.Flows.FinishAsync(OAuthBench.Back(begun), bench.Me, bench.Ct))));
            Assert.Equal(round + 1, bench.Provider.TokenRequests.Count);
        }
    }

    [Fact]
    public async Task A_state_is_good_for_ten_minutes()
    {
        await using var bench = await OAuthBench.StartAsync();
        var begun = await bench.BeginAsync();
        Assert.Equal(bench.Clock.GetUtcNow() + TimeSpan.FromMinutes(10), begun.ExpiresAt);
        bench.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("oauth_state_invalid", (await bench.Flows.FinishAsync(OAuthBench.Back(begun), bench.Me, bench.Ct)).Code);
        Assert.Empty(bench.Provider.TokenRequests);
    }

    [Fact]
    public async Task No_misbehaviour_of_a_provider_leaves_a_connection_or_a_secret_behind()
    {
        await using var bench = await OAuthBench.StartAsync();
        (string Name, int Status, string Body, string? Location, string Code)[] answers =
        [
            ("redirect", 302, "", bench.Provider.Url + "/elsewhere", "broker_protocol_error"),
            ("permanent redirect with the body", 308, "", bench.Provider.Url + "/elsewhere", "broker_protocol_error"),
            ("other kind of token", 200, FakeProvider.Good(type: "mac"), null, "broker_protocol_error"),
            ("negative lifetime", 200, FakeProvider.Good(expiresIn: -5), null, "broker_protocol_error"),
            ("lifetime of ages", 200, FakeProvider.Good(expiresIn: 1e15), null, "broker_protocol_error"),
            ("lifetime in words", 200, FakeProvider.Good(expiresIn: "soon"), null, "broker_protocol_error"),
            ("no token", 200, "{\"token_type\":\"bearer\"}", null, "broker_protocol_error"),
            ("token with a line break", 200, FakeProvider.Good(access: "a\r\nX-Evil: 1"), null, "broker_protocol_error"),
            ("empty token", 200, FakeProvider.Good(access: ""), null, "broker_protocol_error"),
            ("page", 200, "<html>hello</html>", null, "broker_protocol_error"),
            ("list", 200, "[]", null, "broker_protocol_error"),
            ("deep", 200, string.Concat(Enumerable.Repeat("[", 500)), null, "broker_protocol_error"),
            ("large", 200, "{\"access_token\":\"" + new string('a', 5_000_000) + "\"}", null, "broker_protocol_error"),
            ("error with 200", 200, "{\"error\":\"invalid_grant\"}", null, "oauth_state_invalid"),
            ("code is dead", 400, "{\"error\":\"invalid_grant\"}", null, "oauth_state_invalid"),
            ("client unknown", 401, "{\"error\":\"invalid_client\"}", null, "oauth_client_invalid"),
            ("client unknown, no body", 401, "", null, "oauth_client_invalid"),
            ("too many", 429, "", null, "rate_limited"),
            ("down", 503, "<html>", null, "broker_unavailable"),
            ("no trade granted", 200, FakeProvider.Good(scope: "read"), null, "insufficient_scope"),
            ("nothing granted", 200, FakeProvider.Good(scope: ""), null, "insufficient_scope"),
        ];
        foreach (var (name, status, body, location, code) in answers)
        {
            bench.Provider.Answer(status, body, location);
            var finished = await bench.Flows.FinishAsync(OAuthBench.Back(await bench.BeginAsync()), bench.Me, bench.Ct);
            Assert.True(finished.Code == code, $"{name}: {finished.Code}");
        }
        await using var db = bench.Open();
        var kept = db.Connections.Count() + db.Secrets.Count() + db.LoginTokens.Count();
        output.WriteLine($"provider: {answers.Length} attacks, {kept} successes");
        Assert.Equal(0, kept);
        Assert.Empty(bench.Provider.Elsewhere);
        Assert.Empty(bench.Hidden);
    }

    private static IEnumerable<string> Bent(string state) =>
        [state[..^1], state + "A", state.ToUpperInvariant() + "x", state[1..], new string('A', state.Length), Pkce.HashOf(state), "%00" + state, state + "\0", " " + state, "' OR 1=1 --"];
}
