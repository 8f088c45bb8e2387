using Argix.Accounts;
using Argix.CommandLine;
using Argix.Errors;
using Argix.Logging;
using Microsoft.Extensions.Configuration;
using Serilog.Events;
using Serilog.Parsing;
using Xunit;

namespace Argix.UnitTests.CommandLine;

public class SettingsTests
{
    [Theory]
    [InlineData("serve --Urls http://127.0.0.1:0", "serve", "--Urls http://127.0.0.1:0")]
    [InlineData("--Data:Directory=/x users add --email a@b", "users add --email a@b", "--Data:Directory=/x")]
    [InlineData("plugins list --json --PublicUrl https://a", "plugins list --json", "--PublicUrl https://a")]
    [InlineData("serve --urls http://localhost:1", "serve", "--urls http://localhost:1")]
    [InlineData("tokens create --name N --scopes read", "tokens create --name N --scopes read", "")]
    public void Settings_are_told_from_options(string line, string command, string settings)
    {
        var split = SettingsSplit.Split(line.Split(' '));
        Assert.Equal((command, settings), (string.Join(' ', split.Command), string.Join(' ', split.Settings)));
    }

    [Theory]
    [InlineData("http://localhost:5080", true)]
    [InlineData("http://127.0.0.1:0;http://[::1]:0", true)]
    [InlineData("http://0.0.0.0:5080", false)]
    [InlineData("http://*:5080", false)]
    [InlineData("http://[::]:5080", false)]
    [InlineData("http://localhost:1;http://192.168.1.2:80", false)]
    [InlineData("https://trade.example.org", false)]
    public void Only_loopback_is_listened_to_without_encryption(string urls, bool good)
    {
        var refused = Record.Exception(() => PublicAddress.Resolve(With(("Urls", urls))));
        Assert.Equal(good ? null : "validation_failed", (refused as ArgixException)?.Code);
        PublicAddress.Resolve(With(("Urls", urls), ("Proxies:0", "10.0.0.1")));
    }

    [Fact]
    public void The_public_address_comes_from_settings_or_from_the_port_that_was_bound()
    {
        Assert.Equal("http://localhost:5080/setup", PublicAddress.Resolve(With()).Link("/setup"));
        var given = PublicAddress.Resolve(With(("PublicUrl", "https://trade.example.org/"), ("Urls", "http://127.0.0.1:0")));
        given.Bind(["http://127.0.0.1:4711"]);
        Assert.Equal(("https://trade.example.org/x", true), (given.Link("/x"), given.IsHttps));
        var any = PublicAddress.Resolve(With(("Urls", "http://127.0.0.1:0")));
        any.Bind(["http://127.0.0.1:4711"]);
        Assert.Equal("http://127.0.0.1:4711/x", any.Link("/x"));
    }

    [Fact]
    public void A_watched_secret_is_scrubbed_in_every_form_and_only_while_it_is_watched()
    {
        const string secret = "CANARY+/secret &\"ü";
        var bytes = System.Text.Encoding.UTF8.GetBytes(secret);
        var redactor = new Redactor();
        using (redactor.Watch(secret))
        {
            foreach (var form in new[] { secret, Convert.ToBase64String(bytes), Convert.ToHexString(bytes), Uri.EscapeDataString(secret), System.Text.Json.JsonSerializer.Serialize(secret) })
                Assert.DoesNotContain("CANARY", redactor.Scrub($"before {form} after").Replace(form, "CANARY"));
        }
        Assert.Contains(secret, redactor.Scrub(secret));
    }

    [Theory]
    [InlineData("GET /setup?token=abc123&x=1", "GET /setup?token=[redacted]&x=1")]
    [InlineData("GET /connect/a/callback?code=abc&state=def", "GET /connect/a/callback?code=[redacted]&state=[redacted]")]
    [InlineData("Authorization: Bearer whatever-it-is", "Authorization: Bearer [redacted]")]
    [InlineData("got argix_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.", "got [redacted].")]
    public void Tokens_and_one_time_links_are_scrubbed_without_being_watched(string text, string scrubbed) => Assert.Equal(scrubbed, new Redactor().Scrub(text));

    [Fact]
    public void An_event_is_one_line_whatever_stands_in_its_values()
    {
        var output = new StringWriter();
        var message = new MessageTemplateParser().Parse("Symbol {Symbol}");
        var hostile = new LogEventProperty("Symbol", new ScalarValue("A\r\nFAKE \u001b[31m\u2028\u202e"));
        new OneLineFormatter(new Redactor()).Format(new LogEvent(DateTimeOffset.UnixEpoch, LogEventLevel.Error, new InvalidOperationException("one\ntwo"), message, [hostile]), output);
        var line = output.ToString().TrimEnd('\n');
        Assert.DoesNotContain(line, c => char.IsControl(c) || c is '\u2028' or '\u202e');
        Assert.Contains("A\\r\\nFAKE \\u001b[31m\\u2028\\u202e", line);
        Assert.Contains("one\\ntwo", line);
    }

    private static IConfiguration With(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build();
}
