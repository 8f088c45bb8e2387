using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Argix.Web;
using Xunit;

namespace Argix.UnitTests.Web;

public sealed partial class SecurityHeadersTests
{
    private static readonly string[] Always =
    [
        "Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy",
        "Permissions-Policy", "X-Correlation-Id", "Cache-Control",
    ];

    [Theory]
    [InlineData("/docs", HttpStatusCode.OK)]
    [InlineData("/docs/errors", HttpStatusCode.OK)]
    [InlineData("/dist/app.css", HttpStatusCode.OK)]
    [InlineData("/img/favicon.svg", HttpStatusCode.OK)]
    [InlineData("/img/none.svg", HttpStatusCode.NotFound)]
    [InlineData("/nowhere", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/nowhere", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/boom", HttpStatusCode.InternalServerError)]
    [InlineData("/pages/boom", HttpStatusCode.InternalServerError)]
    [InlineData("/api/v1/json", HttpStatusCode.MethodNotAllowed)]
    public async Task Every_answer_carries_the_whole_set(string path, HttpStatusCode status)
    {
        await using var host = await WebHost.Start();
        using var answer = await host.Client.GetAsync(path);

        Assert.Equal(status, answer.StatusCode);
        Assert.All(Always, name => Assert.True(answer.Headers.Contains(name), name));
        Assert.False(answer.Headers.Contains("Server"));
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task The_nonce_differs_per_answer_and_is_the_one_in_the_page()
    {
        await using var host = await WebHost.Start();
        var nonces = new List<string>();
        foreach (var _ in Enumerable.Range(0, 3))
        {
            using var answer = await host.Client.GetAsync("/docs");
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            var nonce = Nonce().Match(policy).Groups[1].Value;
            Assert.Contains($"nonce=\"{nonce}\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            nonces.Add(nonce);
        }

        Assert.Equal(3, nonces.Distinct().Count());
        Assert.All(nonces, nonce => Assert.True(nonce.Length >= 22, nonce));
    }

    [Fact]
    public async Task Https_is_demanded_for_years_where_the_public_address_has_it()
    {
        await using var host = await WebHost.Start("https://argix.example.org");
        using var answer = await host.Client.GetAsync("/docs");

        Assert.StartsWith("max-age=63072000", answer.Headers.GetValues("Strict-Transport-Security").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost:5080", HttpStatusCode.OK)]
    [InlineData("argix.example.org", HttpStatusCode.OK)]
    [InlineData("evil.example.org", HttpStatusCode.BadRequest)]
    public async Task Only_our_own_names_are_served(string name, HttpStatusCode status)
    {
        await using var host = await WebHost.Start("https://argix.example.org");
        using var ask = new HttpRequestMessage(HttpMethod.Get, "/docs") { Headers = { Host = name } };
        using var answer = await host.Client.SendAsync(ask);

        Assert.Equal(status, answer.StatusCode);
        Assert.True(answer.Headers.Contains("Content-Security-Policy"));
    }

    [Fact]
    public async Task Files_with_their_hash_are_kept_for_ever_and_others_asked_about()
    {
        await using var host = await WebHost.Start();
        var page = await host.Client.GetStringAsync("/docs");
        var hashed = Style().Match(page).Groups[1].Value;

        Assert.Equal("public, max-age=31536000, immutable", await Caching(hashed));
        Assert.Equal("no-cache", await Caching("/dist/app.css"));
        Assert.Equal("no-cache", await Caching("/dist/app.css?v=000000000000"));

        async Task<string?> Caching(string path)
        {
            using var answer = await host.Client.GetAsync(path);
            Assert.Equal("text/css", answer.Content.Headers.ContentType?.MediaType);
            return string.Join(", ", answer.Headers.GetValues("Cache-Control"));
        }
    }

    [Theory]
    [InlineData("/docs")]
    [InlineData("/docs/orders")]
    [InlineData("/docs/hygiene")]
    [InlineData("/docs/errors")]
    [InlineData("/nowhere")]
    public async Task Pages_have_no_inline_code(string path)
    {
        await using var host = await WebHost.Start(frame: new PageFrame { User = "ada", Environment = FrameEnvironment.Live, Repairs = 2 });
        using var answer = await host.Client.GetAsync(path);
        var page = await answer.Content.ReadAsStringAsync();

        Assert.Contains("<html", page, StringComparison.Ordinal);
        Assert.DoesNotMatch(Inline(), page);
    }

    [Fact]
    public async Task Policy_reports_are_taken_and_bounded()
    {
        await using var host = await WebHost.Start();
        using var body = new StringContent("{\"csp-report\":{}}" + new string(' ', 100_000), Encoding.UTF8, "application/csp-report");
        using var answer = await host.Client.PostAsync("/csp-report", body);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    [GeneratedRegex("'nonce-([^']+)'")]
    private static partial Regex Nonce();

    [GeneratedRegex("href=\"(/dist/app.css\\?v=[^\"]+)\"")]
    private static partial Regex Style();

    [GeneratedRegex("\\sstyle=|\\son[a-z]+=|javascript:|<script(?![^>]*\\ssrc=)|<style")]
    private static partial Regex Inline();
}
