using System.Net;
using System.Text;
using System.Text.Json;
using Argix.Errors;
using Argix.Web;
using Xunit;

namespace Argix.UnitTests.Web;

public sealed class ErrorAnswersTests
{
    [Fact]
    public async Task An_unforeseen_failure_tells_a_program_nothing_but_its_correlation_id()
    {
        await using var host = await WebHost.Start();
        using var answer = await host.Client.GetAsync("/api/v1/boom");
        var text = await answer.Content.ReadAsStringAsync();
        var problem = JsonDocument.Parse(text).RootElement;

        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("internal", problem.GetProperty("code").GetString());
        Assert.Equal("/docs/errors#internal", problem.GetProperty("docs").GetString());
        Assert.Equal(answer.Headers.GetValues("X-Correlation-Id").Single(), problem.GetProperty("correlationId").GetString());
        Assert.DoesNotContain("a-secret-detail", text, StringComparison.Ordinal);
        Assert.DoesNotContain("InvalidOperation", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_named_failure_keeps_its_code_its_words_and_its_facts()
    {
        await using var host = await WebHost.Start();
        using var answer = await host.Client.GetAsync("/api/v1/denied");
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal("risk_denied:max_value", problem.GetProperty("code").GetString());
        Assert.Equal("Worth 12,000, the limit is 10,000.", problem.GetProperty("detail").GetString());
        Assert.Equal("o-1", problem.GetProperty("orderId").GetString());
        Assert.Equal(422, problem.GetProperty("status").GetInt32()); // a fact cannot overwrite the document's own members
    }

    [Theory]
    [InlineData("GET", "/api/v1/venue", null, 504, "broker_timeout")]
    [InlineData("GET", "/api/v1/later", null, 501, "not_implemented")]
    [InlineData("GET", "/api/v1/nowhere", null, 404, "not_found")]
    [InlineData("GET", "/api/v1/json", null, 405, "bad_request")]
    [InlineData("POST", "/api/v1/json", "{ not json", 400, "bad_request")]
    [InlineData("POST", "/api/v1/json", "text/plain", 415, "unsupported_media_type")]
    [InlineData("POST", "/api/v1/json", "huge", 413, "too_large")]
    public async Task Every_failure_of_the_api_is_a_problem_document(string method, string path, string? body, int status, string code)
    {
        await using var host = await WebHost.Start();
        using var ask = new HttpRequestMessage(new HttpMethod(method), path);
        if (body == "huge") ask.Content = new StringContent("{\"name\":\"" + new string('x', 1_100_000) + "\"}", Encoding.UTF8, "application/json");
        else if (body is not null) ask.Content = new StringContent(body, Encoding.UTF8, body == "text/plain" ? body : "application/json");
        using var answer = await host.Client.SendAsync(ask);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(code, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("/pages/boom", 500, "internal")]
    [InlineData("/pages/denied", 422, "risk_denied:max_value")]
    [InlineData("/nowhere", 404, "not_found")]
    public async Task People_get_a_page_with_the_code_and_what_to_do(string path, int status, string code)
    {
        await using var host = await WebHost.Start();
        using var ask = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", "text/html" } } };
        using var answer = await host.Client.SendAsync(ask);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains($"<code>{code}</code>", page, StringComparison.Ordinal);
        Assert.Contains(ErrorCatalogue.For(code).WhatToDo, page, StringComparison.Ordinal);
        Assert.DoesNotContain("a-secret-detail", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_help_page_has_one_anchor_for_each_code()
    {
        await using var host = await WebHost.Start();
        var page = await host.Client.GetStringAsync("/docs/errors");

        Assert.All(ErrorCatalogue.All, entry => Assert.Equal(2, page.Split($"id=\"{entry.Code}\"").Length));
    }

    [Fact]
    public void A_plugins_help_text_cannot_bring_script_pictures_or_strange_links()
    {
        var page = SafeMarkdown.ToHtml("# Overview\n<script>alert(1)</script>\n\n[a](javascript:alert(1)) [b](https://example.org/x) ![p](https://example.org/p.png) <javascript:alert(2)>",
            Argix.Pages.Docs.BrokerModel.Pipeline);

        Assert.Contains("https://example.org/x", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"javascript", page, StringComparison.Ordinal);
        Assert.DoesNotContain("p.png", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("image", "")]
    [InlineData("document", "text/html; charset=utf-8")]
    public async Task A_missing_picture_gets_no_page_and_sets_no_cookie(string goal, string contentType)
    {
        await using var host = await WebHost.Start();
        using var ask = new HttpRequestMessage(HttpMethod.Get, "/favicon.ico");
        ask.Headers.Add("Sec-Fetch-Dest", goal);
        using var answer = await host.Client.SendAsync(ask);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(contentType, answer.Content.Headers.ContentType?.ToString() ?? "");
        Assert.Equal(goal == "document", (await answer.Content.ReadAsStringAsync()).Length > 0);
    }
}
