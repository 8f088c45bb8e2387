using Argix.Contracts;
using Argix.Errors;
using Argix.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Argix.UnitTests.Web;

/// <summary>The frame alone, on a loopback port of its own, with endpoints that fail in every way.</summary>
public sealed class WebHost : IAsyncDisposable
{
    private readonly WebApplication running;

    private WebHost(WebApplication running) => this.running = running;

    public HttpClient Client { get; private init; } = null!;

    public static async Task<WebHost> Start(string publicUrl = "http://localhost:5080", PageFrame? frame = null, (string Key, string Value)? settings = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "Argix.Host", EnvironmentName = "Production" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection([new("PublicUrl", publicUrl), .. settings is { } s ? [new(s.Key, s.Value)] : (KeyValuePair<string, string?>[])[]]);
        if (frame is not null) builder.Services.AddSingleton<IPageFrame>(new FixedFrame(frame));
        builder.Services.AddSingleton<IBrokerDocs>(new TwoBrokers());
        builder.Services.AddWeb();
        var app = builder.Build();
        app.UseWeb();
        app.MapRazorPages();
        Fail(app);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new WebHost(app) { Client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(address) } };
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await running.DisposeAsync();
    }

    private static void Fail(IEndpointRouteBuilder app)
    {
        foreach (var root in new[] { "/api/v1", "/pages" })
        {
            app.MapGet(root + "/boom", string () => throw new InvalidOperationException("a-secret-detail"));
            app.MapGet(root + "/denied", string () => throw new ArgixException("risk_denied:max_value", "Worth 12,000, the limit is 10,000.")
            {
                Facts = new Dictionary<string, object?> { ["orderId"] = "o-1", ["status"] = 200 },
            });
            app.MapGet(root + "/venue", string () => throw new VenueException("broker_timeout", "No answer in 10 s.", new Evidence(Sent.Yes, 0)));
            app.MapPost(root + "/json", (Body body) => body.Name);
            app.MapGet(root + "/later", string () => throw new ArgixException("not_implemented", "This is not part of this version yet."));
        }
    }

    internal sealed record Body(string Name);

    private sealed class FixedFrame(PageFrame frame) : IPageFrame
    {
        public ValueTask<PageFrame> Get(HttpContext context) => ValueTask.FromResult(frame);
    }

    private sealed class TwoBrokers : IBrokerDocs
    {
        public IReadOnlyList<BrokerDoc> List() =>
        [
            new("paper", "Paper broker", "Simulated.", "available") { OrderTypes = ["market", "limit"] },
            new("hostile", "Hostile", "Its docs try.", "docs_only")
            {
                Markdown = "# Overview\n<script>alert(1)</script>\n\n[a](javascript:alert(1)) [b](https://example.org/x) ![p](https://example.org/p.png) <javascript:alert(2)>",
            },
        ];

        public BrokerDoc? Find(string brokerId) => List().FirstOrDefault(broker => broker.Id == brokerId);
    }
}
