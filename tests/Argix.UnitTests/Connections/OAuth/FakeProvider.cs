using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Argix.UnitTests.Connections.OAuth;

/// <summary>An authorisation server on loopback that does as told: it keeps what it was asked, and answers what the test wants.</summary>
internal sealed class FakeProvider : IAsyncDisposable
{
    private readonly WebApplication app;

    private FakeProvider(WebApplication app) => this.app = app;

    public string Url => app.Urls.First();
    public ConcurrentQueue<Dictionary<string, string>> TokenRequests { get; } = new();
    public ConcurrentQueue<Dictionary<string, string>> Revocations { get; } = new();
    public ConcurrentQueue<string> Elsewhere { get; } = new();

    /// <summary>The answer to a token request: status, body, and where a redirect leads.</summary>
    public Func<Dictionary<string, string>, Task<(int Status, string Body, string? Location)>> Token { get; set; } = _ => Task.FromResult((200, Good(), (string?)null));

    /// <summary>What the broker's own API answers to a GET of this path with this authorization; null = 404.</summary>
    public Func<string, string, string?>? Get { get; set; }

    public static string Good(string access = "access-1", string? refresh = "refresh-1", object? expiresIn = null, string? scope = null, string type = "Bearer") =>
        JsonSerializer.Serialize(new Dictionary<string, object?> { ["access_token"] = access, ["refresh_token"] = refresh, ["expires_in"] = expiresIn ?? 1200, ["scope"] = scope, ["token_type"] = type }
            .Where(p => p.Value is not null).ToDictionary(p => p.Key, p => p.Value));

    public void Answer(int status, string body, string? location = null) => Token = _ => Task.FromResult((status, body, location));

    public static async Task<FakeProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var provider = new FakeProvider(builder.Build());
        provider.app.Run(provider.HandleAsync);
        await provider.app.StartAsync();
        return provider;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        if (context.Request.Path == "/token" && context.Request.Method == "POST")
        {
            var form = await FormAsync(context);
            TokenRequests.Enqueue(form);
            var (status, body, location) = await Token(form);
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            if (location is not null)
            {
                context.Response.Headers.Location = location;
            }
            await context.Response.WriteAsync(body);
        }
        else if (context.Request.Path == "/revoke" && context.Request.Method == "POST")
        {
            Revocations.Enqueue(await FormAsync(context));
        }
        else if (Get?.Invoke(context.Request.Path, context.Request.Headers.Authorization.ToString()) is { } json)
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(json);
        }
        else
        {
            Elsewhere.Enqueue(context.Request.Path);
            context.Response.StatusCode = 404;
        }
    }

    private static async Task<Dictionary<string, string>> FormAsync(HttpContext context)
    {
        var form = (await context.Request.ReadFormAsync()).ToDictionary(f => f.Key, f => f.Value.ToString());
        form["(authorization)"] = context.Request.Headers.Authorization.ToString();
        return form;
    }
}
