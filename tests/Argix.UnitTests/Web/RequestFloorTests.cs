using System.Net;
using System.Text.Json;
using Xunit;

namespace Argix.UnitTests.Web;

/// <summary>What is refused before anybody looks at it: too many requests, requests that another site sent.</summary>
public sealed class RequestFloorTests
{
    [Fact]
    public async Task Too_many_requests_of_an_address_are_refused_by_name_and_with_a_time_and_then_it_goes_on()
    {
        await using var host = await WebHost.Start(settings: ("Limits:RequestsPerSecond", "10"));
        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 80; i++)
        {
            answers.Add(await host.Client.GetAsync("/api/v1/later"));
        }
        Assert.Contains(answers, a => a.StatusCode == HttpStatusCode.NotImplemented);
        var refused = answers.First(a => a.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal("rate_limited", JsonDocument.Parse(await refused.Content.ReadAsStringAsync()).RootElement.GetProperty("code").GetString());
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        var pages = new List<HttpResponseMessage>();
        for (var i = 0; i < 80; i++)
        {
            pages.Add(await host.Client.GetAsync("/docs"));
        }
        var shown = pages.First(a => a.StatusCode == HttpStatusCode.TooManyRequests); // a page, as a page
        Assert.Contains("<html", await shown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(1), shown.Headers.RetryAfter?.Delta);
        pages.ForEach(a => a.Dispose());
        answers.ForEach(a => a.Dispose());
    }

    [Fact]
    public async Task Without_a_limit_there_is_none()
    {
        await using var host = await WebHost.Start(settings: ("Limits:RequestsPerSecond", "0"));
        for (var i = 0; i < 50; i++)
        {
            using var answer = await host.Client.GetAsync("/api/v1/later");
            Assert.Equal(HttpStatusCode.NotImplemented, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("Origin", "https://argix.example.org", 200)]
    [InlineData("Sec-Fetch-Site", "same-origin", 200)]
    [InlineData("Sec-Fetch-Site", "none", 200)]
    [InlineData("Origin", "https://evil.example", 400)]
    [InlineData("Origin", "http://argix.example.org", 400)]
    [InlineData("Origin", "https://argix.example.org.evil.example", 400)]
    [InlineData("Origin", "null", 400)]
    [InlineData("Origin", "", 400)]
    [InlineData("Sec-Fetch-Site", "cross-site", 400)]
    [InlineData("Sec-Fetch-Site", "same-site", 400)]
    [InlineData("Sec-Fetch-Site", "nonsense", 400)]
    public async Task What_another_site_sent_changes_nothing(string header, string value, int status)
    {
        await using var host = await WebHost.Start("https://argix.example.org");
        using var ask = new HttpRequestMessage(HttpMethod.Post, "/api/v1/json") { Content = new StringContent("{\"name\":\"x\"}", System.Text.Encoding.UTF8, "application/json") };
        ask.Headers.TryAddWithoutValidation(header, value);
        using var answer = await host.Client.SendAsync(ask);
        Assert.Equal(status, (int)answer.StatusCode);
        using var read = new HttpRequestMessage(HttpMethod.Get, "/docs");
        read.Headers.TryAddWithoutValidation(header, value);
        using var page = await host.Client.SendAsync(read);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }
}
