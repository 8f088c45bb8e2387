using System.Net;
using System.Text;
using Argix.Accounts.SignOn;
using Argix.Connections.Egress;
using Microsoft.AspNetCore.Http;

namespace Argix.UnitTests.Accounts.SignOn;

/// <summary>Discovery, keys, token and userinfo of the identity provider go through the outbound guard: what the provider says of itself opens no way into the network around the host.</summary>
public sealed class BackChannelTests(ITestOutputHelper output)
{
    // A provider that has turned bad (or whose description was changed on the way) names these in place of its own endpoints.
    private static readonly string[] Inside =
    [
        "http://169.254.169.254/latest/meta-data/", "https://169.254.169.254/", "https://10.0.0.1/", "https://192.168.1.1/", "https://172.16.0.1/", "https://100.64.0.1/", "https://0.0.0.0/", "https://[::1]/",
        "https://[fd00::1]/", "https://[fe80::1]/", "https://[::ffff:127.0.0.1]/", "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "https://2130706433/", "https://0x7f000001/", "https://017700000001/",
        "https://inside.example/", "https://localhost/", "http://inside.example/", "http://public.example/", "https://user@inside.example/",
    ];

    [Theory]
    [InlineData("token_endpoint")]
    [InlineData("jwks_uri")]
    [InlineData("userinfo_endpoint")]
    public async Task An_endpoint_that_the_description_names_does_not_lead_inside(string endpoint)
    {
        await using var inner = await CrookedProvider.StartAsync(); // a service of this machine that nobody named
        await using var provider = await CrookedProvider.StartAsync();
        await using var site = await SignOnSite.OpenAsync(provider.Url, ResolveAsync);
        provider.Bend = c => c.Remove("email"); // so that userinfo is asked for
        var (tries, successes) = (0, new StringBuilder());
        foreach (var address in Inside.Append(inner.Url + "/admin").Append(inner.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal) + "/admin"))
        {
            site.ForgetProvider();
            provider.BendDescription = d => d[endpoint] = address;
            using var browser = site.NewBrowser();
            tries++;
            var outcome = await RoundAsync(browser, provider);
            if (outcome is "in" or "unknown" || await browser.MeAsync() is not null || !inner.Asked.IsEmpty)
                successes.AppendLine($"{endpoint} → {address}: {outcome}");
        }
        output.WriteLine($"{endpoint}: {tries} attacks, {successes.ToString().Count(c => c == '\n')} successes");
        Assert.True(successes.Length == 0, successes.ToString());
    }

    [Theory]
    [InlineData("/.well-known/openid-configuration")]
    [InlineData("/jwks")]
    [InlineData("/token")]
    [InlineData("/userinfo")]
    public async Task A_redirect_is_not_followed_and_an_answer_without_end_is_not_read(string path)
    {
        await using var inner = await CrookedProvider.StartAsync();
        await using var provider = await CrookedProvider.StartAsync();
        await using var site = await SignOnSite.OpenAsync(provider.Url);
        provider.BendDescription = d => d["userinfo_endpoint"] = provider.Url + "/userinfo";
        provider.Bend = c => c.Remove("email");
        foreach (var way in (string[])["redirect", "large", "large and compressed"])
        {
            site.ForgetProvider();
            provider.Anything = context => context.Request.Path == path ? BendAsync(context, way, inner.Url + path) : Task.FromResult(false);
            using var browser = site.NewBrowser();
            var outcome = await RoundAsync(browser, provider);
            output.WriteLine($"{path} {way}: {outcome}");
            Assert.Contains(path, provider.Asked);
            // Userinfo is optional for who is linked; nobody is here, so the words are the same as without it.
            Assert.True(path == "/userinfo" && way == "redirect" ? outcome == "unknown" : outcome is "unreachable" or "checks" or "refused", outcome);
            Assert.Null(await browser.MeAsync());
            Assert.Empty(inner.Asked);
        }
    }

    [Theory]
    [InlineData("authorization_endpoint", "http://evil.example/authorize", "unreachable")]
    [InlineData("authorization_endpoint", "javascript:alert(1)", "unreachable")]
    [InlineData("authorization_endpoint", "/authorize", "unreachable")]
    [InlineData("token_endpoint", "token", "checks")]
    [InlineData("token_endpoint", "ftp://evil.example/", "checks")]
    public async Task An_endpoint_that_is_no_good_address_ends_in_words_and_not_in_an_error(string endpoint, string address, string reason)
    {
        await using var provider = await CrookedProvider.StartAsync();
        await using var site = await SignOnSite.OpenAsync(provider.Url);
        provider.BendDescription = d => d[endpoint] = address;
        using var browser = site.NewBrowser();
        Assert.Equal(reason, await RoundAsync(browser, provider));
    }

    [Fact]
    public async Task The_configured_authority_has_the_permission_and_its_neighbour_port_has_not()
    {
        await using var provider = await CrookedProvider.StartAsync();
        await using var site = await SignOnSite.OpenAsync(provider.Url);
        using var browser = site.NewBrowser();
        Assert.Equal("unknown", await RoundAsync(browser, provider)); // all checks passed: only the person is unknown
        using var channel = new HttpMessageInvoker(new GuardedBackChannel(new(ResolveAsync)).Open([new Uri(provider.Url)]));
        using var neighbour = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(provider.Url) { Port = 1 }.Uri);
        await Assert.ThrowsAsync<GuardRefusedException>(() => channel.SendAsync(neighbour, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Calls_are_bounded_in_time_and_size()
    {
        await using var ground = await TestAccounts.OpenAsync();
        var options = new OidcOptions { Authority = "http://127.0.0.1:9", ClientId = "argix" };
        var setup = new OidcSetup(ground.Get<Microsoft.AspNetCore.DataProtection.IDataProtectionProvider>(), ground.Get<Argix.Data.Database>(), ground.Get<Argix.Accounts.PublicAddress>(),
            new GuardedBackChannel(new(ResolveAsync)));
        setup.PostConfigure(OidcOptions.Scheme, options);
        Assert.Equal((TimeSpan.FromSeconds(10), 1024L * 1024), (options.Backchannel.Timeout, options.Backchannel.MaxResponseContentBufferSize));
    }

    private static Task<IPAddress[]> ResolveAsync(string host, CancellationToken ct) => host switch
    {
        "public.example" => Task.FromResult<IPAddress[]>([IPAddress.Parse("93.184.215.14")]),
        _ => Task.FromResult<IPAddress[]>([IPAddress.Loopback, IPAddress.Parse("10.1.2.3")]),
    };

    private static async Task<bool> BendAsync(HttpContext context, string way, string elsewhere)
    {
        if (way == "redirect")
        {
            context.Response.Redirect(elsewhere);
            return true;
        }
        context.Response.ContentType = "application/json";
        var body = Encoding.UTF8.GetBytes("{\"sub\":\"subject-1\",\"x\":\"" + new string('x', 3 * 1024 * 1024) + "\"}");
        if (way == "large and compressed")
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var packed = new System.IO.Compression.GZipStream(context.Response.Body, System.IO.Compression.CompressionLevel.Optimal);
            await packed.WriteAsync(body);
            return true;
        }
        await context.Response.Body.WriteAsync(body);
        return true;
    }

    private static async Task<string> RoundAsync(SignOnBrowser browser, CrookedProvider provider)
    {
        var to = await browser.LeaveAsync();
        return to.OriginalString.StartsWith("/login?sso=", StringComparison.Ordinal) ? to.OriginalString["/login?sso=".Length..] : await browser.ReturnAsync(provider.Agree(to));
    }
}
