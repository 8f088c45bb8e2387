using Argix.Connections;
using Argix.Contracts;
using Argix.Plugins;
using Xunit;

namespace Argix.UnitTests.Connections;

/// <summary>The test before the connection: form, network, adapter.</summary>
public sealed class ConnectionTesterTests : IDisposable
{
    private static readonly string[] Ids = ["dns", "tls", "clock", "authentication", "permissions", "account", "market_data", "order_lookup"];
    private readonly Bench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task All_checks_come_in_their_fixed_order_and_are_reported_as_they_come()
    {
        bench.Probe = (_, _) => Task.FromResult(Bench.Report("ACC-1", checks: [new(CheckIds.OrderLookup, true, null, "ok"), new("nonsense", true, null, "x"), new(CheckIds.MarketData, true, "rate_limited", "slow")]));
        var heard = new Heard();
        var result = await bench.Tester.TestAsync(bench.Request(), heard, bench.Ct);
        Assert.True(result.Ok);
        Assert.Equal(Ids, result.Checks.Select(c => c.Id));
        Assert.Equal(["passed", "skipped", "skipped", "passed", "skipped", "skipped", "warning", "passed"], result.Checks.Select(c => c.Status));
        Assert.Equal(result.Checks, heard.All);
        Assert.Equal(new AccountChoice("ACC-1", "Account ACC-1", "USD"), Assert.Single(result.Accounts));
        Assert.Equal(new Permissions(true, true, false), result.Permissions);
    }

    [Fact]
    public async Task Nothing_is_stored_hidden_or_left_open_afterwards()
    {
        string? folder = null;
        var hiddenDuring = false;
        bench.Probe = async (port, ct) =>
        {
            folder = port.DataDirectory;
            await File.WriteAllTextAsync(Path.Combine(folder, "ledger"), "x", ct);
            Assert.Equal(Bench.Canary, await port.SecretAsync("secret", ct));
            hiddenDuring = bench.Hidden.Contains(Bench.Canary);
            return Bench.Report("ACC-1");
        };
        Assert.True((await bench.Tester.TestAsync(bench.Request(), null, bench.Ct)).Ok);
        Assert.True(hiddenDuring);
        Assert.Empty(bench.Hidden);
        Assert.Equal(0, bench.Adapters);
        Assert.False(Directory.Exists(folder));
        using var db = bench.Open();
        Assert.Empty(db.Secrets);
        Assert.Empty(db.Logins);
        Assert.Empty(db.Outbox);
    }

    public static TheoryData<string, string, string, string, string> BadForms => new()
    {
        // method, environment, field=value; code, error key
        { "keys", "nowhere", "keyId=PK1,secret=s", "validation_failed", "environmentId" },
        { "nothing", "paper", "keyId=PK1,secret=s", "validation_failed", "methodId" },
        { "oauth", "paper", "", "validation_failed", "methodId" },
        { "keys", "paper", "keyId=PK1", "validation_failed", "credentials.secret" },
        { "keys", "paper", "keyId=PK1,secret=  ", "validation_failed", "credentials.secret" },
        { "keys", "paper", "keyId=P,secret=s", "validation_failed", "credentials.keyId" },
        { "keys", "paper", "keyId=PK1!x,secret=s", "validation_failed", "credentials.keyId" },
        { "keys", "paper", "keyId=PK1,secret=a\nb", "validation_failed", "credentials.secret" },
        { "keys", "paper", "keyId=PK1,secret=s,other=x", "validation_failed", "credentials.other" },
        { "keys", "paper", "keyId=AK1,secret=s", "wrong_environment", "credentials.keyId" },
        { "keys", "paper", "keyId=AK1", "validation_failed", "credentials.keyId" },
    };

    [Theory, MemberData(nameof(BadForms))]
    public async Task Bad_form_names_its_fields_and_asks_nobody(string method, string environment, string values, string code, string key)
    {
        bench.Probe = (_, _) => throw new InvalidOperationException("must not be asked");
        var credentials = values.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(v => v.Split('=')).ToDictionary(v => v[0], v => v[1]);
        var e = await bench.RefusedAsync(() => bench.Tester.TestAsync(new("keyed", method, environment, null, credentials), null, bench.Ct));
        Assert.Equal(code, e.Code);
        Assert.Contains(key, (IReadOnlyDictionary<string, string[]>)e.Facts["errors"]!);
    }

    [Fact]
    public async Task Reject_rule_of_another_environment_does_not_count() =>
        Assert.True((await bench.Tester.TestAsync(bench.Request(keyId: "AK123", environment: "live"), null, bench.Ct)).Ok);

    [Theory]
    [InlineData(Argix.Contracts.Manifest.Availability.DocsOnly, PluginState.DocsOnly, "docs_only")]
    [InlineData(Argix.Contracts.Manifest.Availability.Maintenance, PluginState.Running, "maintenance")]
    [InlineData(Argix.Contracts.Manifest.Availability.Available, PluginState.Untrusted, "plugin_untrusted")]
    [InlineData(Argix.Contracts.Manifest.Availability.Available, PluginState.Incompatible, "plugin_incompatible")]
    public async Task Broker_that_cannot_be_connected_says_why_before_anything_else(Argix.Contracts.Manifest.Availability availability, PluginState state, string code)
    {
        bench.Brokers["keyed"] = Bench.Entry(Bench.Keyed(), availability, state);
        var e = await bench.RefusedAsync(() => bench.Tester.TestAsync(new("keyed", "whatever", "whatever", null, new Dictionary<string, string>()), null, bench.Ct));
        Assert.Equal(code, e.Code);
        Assert.Equal(0, bench.Adapters);
    }

    [Fact]
    public async Task Unknown_broker_is_not_found() =>
        Assert.Equal("not_found", (await bench.RefusedAsync(() => bench.Tester.TestAsync(new("none", "a", "b", null, new Dictionary<string, string>()), null, bench.Ct))).Code);

    [Fact]
    public async Task Name_that_does_not_resolve_stops_the_test_before_the_adapter()
    {
        bench.Endpoints["rest"] = "https://name.invalid";
        bench.Probe = (_, _) => throw new InvalidOperationException("must not be asked");
        var result = await bench.Tester.TestAsync(bench.Request(), null, bench.Ct);
        Assert.Equal(("failed", "broker_unreachable"), (result.Checks[0].Status, result.Checks[0].Code));
        Assert.All(result.Checks.Skip(1), c => Assert.Equal("skipped", c.Status));
    }

    [Fact]
    public async Task Server_without_a_trusted_certificate_fails_the_tls_check()
    {
        await using var server = new RawServer(c => c.SendAsync("no TLS here, thank you very much\r\n"));
        bench.Endpoints["rest"] = $"https://127.0.0.1:{server.Port}";
        var result = await bench.Tester.TestAsync(bench.Request(), null, bench.Ct);
        Assert.Equal(("passed", "failed", "broker_unreachable"), (result.Checks[0].Status, result.Checks[1].Status, result.Checks[1].Code));
    }

    [Fact]
    public async Task Exception_of_a_plugin_is_a_failed_check_without_its_words()
    {
        bench.Probe = async (port, ct) => throw new InvalidOperationException("I was given " + await port.SecretAsync("secret", ct));
        var result = await bench.Tester.TestAsync(bench.Request(), null, bench.Ct);
        var check = Assert.Single(result.Checks, c => c.Failed);
        Assert.Equal(("authentication", "plugin_faulted"), (check.Id, check.Code));
        Assert.DoesNotContain(Bench.Canary, string.Concat(result.Checks.Select(c => c.Detail)) + string.Concat(bench.TesterLog.All.Lines));
    }

    [Fact]
    public async Task Failure_that_the_venue_named_keeps_its_code_but_not_an_echoed_secret()
    {
        bench.Probe = (_, _) => throw new VenueException("invalid_credentials", $"key {Bench.Canary} is wrong", new(Sent.Yes, 401));
        var result = await bench.Tester.TestAsync(bench.Request(), null, bench.Ct);
        var check = Assert.Single(result.Checks, c => c.Failed);
        Assert.Equal(("authentication", "invalid_credentials"), (check.Id, check.Code));
        Assert.Contains("[hidden]", check.Detail);
        Assert.DoesNotContain(Bench.Canary, check.Detail);
    }

    [Fact]
    public async Task Clock_far_from_the_venues_fails()
    {
        bench.Probe = (_, _) => Task.FromResult(Bench.Report("ACC-1") with { VenueTime = DateTimeOffset.UnixEpoch });
        var result = await bench.Tester.TestAsync(bench.Request(), null, bench.Ct);
        Assert.Equal("clock_skew", Assert.Single(result.Checks, c => c.Failed).Code);
    }

    [Fact]
    public async Task Account_that_is_not_reached_fails()
    {
        var result = await bench.Tester.TestAsync(bench.Request(account: "OTHER"), null, bench.Ct);
        Assert.Equal(("account", "wrong_account"), (result.Checks.Single(c => c.Failed).Id, result.Checks.Single(c => c.Failed).Code));
    }

    [Fact]
    public async Task Right_to_withdraw_is_a_warning()
    {
        bench.Probe = (_, _) => Task.FromResult(Bench.Report("ACC-1", Rights.Read | Rights.Trade | Rights.Withdraw, new Check(CheckIds.Permissions, true, null, "ok")));
        var result = await bench.Tester.TestAsync(bench.Request(), null, bench.Ct);
        Assert.True(result.Ok);
        Assert.Equal(("warning", "withdrawal_permission"), (result.Checks[4].Status, result.Checks[4].Code));
        Assert.Equal(true, result.Permissions.Withdraw);
    }

    [Fact]
    public async Task Probe_cannot_place_an_order()
    {
        await using var server = new RawServer(async c =>
        {
            await c.ReadRequestAsync();
            await c.AnswerAsync();
        });
        bench.Endpoints["rest"] = server.Url;
        Answer? answer = null;
        bench.Probe = async (port, ct) =>
        {
            answer = await port.SendAsync(PortKit.Submit, ct);
            return Bench.Report("ACC-1");
        };
        await bench.Tester.TestAsync(bench.Request(), null, bench.Ct);
        Assert.Equal(Sent.No, answer!.Sent);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public void Requests_and_outcomes_do_not_print_values()
    {
        var request = bench.Request();
        Assert.DoesNotContain(Bench.Canary, request.ToString() + new CreateRequest(request, "n") + new TestOutcome(new(true, [], [], Permissions.Unknown), null, request.Credentials));
    }

    private sealed class Heard : IProgress<CheckResult>
    {
        public List<CheckResult> All { get; } = [];

        public void Report(CheckResult value) => All.Add(value);
    }
}
