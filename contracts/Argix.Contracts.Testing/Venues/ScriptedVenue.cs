using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Argix.Contracts.Testing;

/// <summary>What every scripted venue has; a broker's exe adds its dialect: routes that speak the broker's API over <see cref="Book"/>.</summary>
public sealed record VenueParts(ScriptedBook Book, FaultScript Script, StreamHub Streams, TimeProvider Clock, IReadOnlyDictionary<string, string> Options)
{
    /// <summary>A command line option, or the given default.</summary>
    public string Option(string name, string otherwise) => Options.GetValueOrDefault(name, otherwise);
}

/// <summary>
/// Hosts a venue script as a process of its own: Kestrel on loopback, a ledger file, scripted faults in front of the dialect, and a control API under <c>/_control</c>.
/// Options: <c>--urls http://127.0.0.1:0 --ledger FILE [--cash N] [--fill-delay MS | --fill-delay hold] [--control] [--until-stdin-closes]</c>, <c>--NAME VALUE</c> for each credential
/// (without it any value is good), and the dialect's own.
/// </summary>
public static class ScriptedVenue
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Runs until it is told to stop; prints <c>listening on …</c> once it listens. <paramref name="control"/> may add control verbs with <see cref="Post{T}"/>.</summary>
    public static async Task<int> RunAsync<TScript>(string[] args, Func<IReadOnlyDictionary<string, string>, TScript> make, Action<IEndpointRouteBuilder, TScript>? control = null)
        where TScript : VenueScript
    {
        var options = Parse(args);
        if (!options.TryGetValue("ledger", out var path))
        {
            await Console.Error.WriteLineAsync("usage: --ledger FILE [--urls http://127.0.0.1:0] [--control]");
            return 2;
        }
        using var ledger = new VenueLedger(path);
        var script = make(options);
        var faults = new FaultScript();
        var book = new ScriptedBook(ledger, TimeProvider.System) { FillDelay = Delay(options.GetValueOrDefault("fill-delay", "0")) };
        book.Restored(decimal.Parse(options.GetValueOrDefault("cash", "100000"), CultureInfo.InvariantCulture));
        var secrets = options.Where(o => script.Credentials.ContainsKey(o.Key)).ToDictionary();
        script.Enter(new VenueRoom(book, TimeProvider.System, secrets, faults.TakeForLine));
        await using var app = Build(options);
        app.Use((context, next) => FaultMiddleware.RunAsync(context, next, faults));
        app.UseWebSockets();
        if (options.ContainsKey("control"))
        {
            var group = app.MapGroup("/_control");
            var room = script.Room;
            MapControl(group, book, faults, () => EachLine(room, line => line.End()), () => EachLine(room, line => line.Silent = true), () => room.Lines.Count(l => l.Listens));
            control?.Invoke(group, script);
        }
        app.MapFallback(context => ScriptServer.RunAsync(context, script));
        await ListenAsync(app, options.ContainsKey("until-stdin-closes"));
        return 0;
    }

    /// <summary>The same for a dialect that maps its own routes.</summary>
    public static async Task<int> RunAsync(string[] args, Action<WebApplication, VenueParts> dialect)
    {
        var options = Parse(args);
        if (!options.TryGetValue("ledger", out var path))
        {
            await Console.Error.WriteLineAsync("usage: --ledger FILE [--urls http://127.0.0.1:0] [--control]");
            return 2;
        }
        using var ledger = new VenueLedger(path);
        var script = new FaultScript();
        var book = new ScriptedBook(ledger, TimeProvider.System) { FillDelay = Delay(options.GetValueOrDefault("fill-delay", "0")) };
        book.Restored(decimal.Parse(options.GetValueOrDefault("cash", "100000"), CultureInfo.InvariantCulture));
        var parts = new VenueParts(book, script, new StreamHub(script), TimeProvider.System, options);
        await using var app = Build(options);
        app.Use((context, next) => FaultMiddleware.RunAsync(context, next, script));
        app.UseWebSockets();
        if (options.ContainsKey("control"))
        {
            MapControl(app.MapGroup("/_control"), book, script, parts.Streams.Cut, parts.Streams.Silence, () => parts.Streams.Count);
        }
        dialect(app, parts);
        await ListenAsync(app, options.ContainsKey("until-stdin-closes"));
        return 0;
    }

    private static WebApplication Build(IReadOnlyDictionary<string, string> options)
    {
        // Not the usual builder's configuration: environment variables of a host under test must not reach its venue.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "ScriptedVenue" });
        builder.WebHost.UseKestrelCore().UseUrls(options.GetValueOrDefault("urls", "http://127.0.0.1:0"));
        builder.Services.AddRoutingCore();
        builder.Logging.SetMinimumLevel(Microsoft.Extensions.Logging.LogLevel.Warning);
        var app = builder.Build();
        app.UseRouting();
        return app;
    }

    private static async Task ListenAsync(WebApplication app, bool untilStdinCloses)
    {
        await app.StartAsync();
        var addresses = app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>();
        Console.WriteLine($"listening on {addresses!.Addresses.First()}");
        if (untilStdinCloses)
        {
            // The starter holds the other end: when it dies, however it dies, so do we.
            _ = Task.Run(async () =>
            {
                while (await Console.In.ReadLineAsync() is not null)
                {
                }
                await app.StopAsync();
            });
        }
        await app.WaitForShutdownAsync();
    }

    private static void MapControl(RouteGroupBuilder control, ScriptedBook book, FaultScript script, Action cut, Action silence, Func<int> streams)
    {
        Post<Fault>(control, "fault", script.Add);
        Post<object>(control, "clear", _ => script.Clear());
        Post<object>(control, "release", _ => script.Release());
        Post<object>(control, "cut", _ => cut());
        Post<object>(control, "silence", _ => silence());
        Post<PriceControl>(control, "price", p => book.SetPrice(p.Symbol, p.Price));
        Post<FillsControl>(control, "fills", f => book.FillDelay = Delay(f.Delay));
        Post<object>(control, "fill-open", _ => book.FillOpen());
        Post<FillControl>(control, "fill", f => book.Fill(OrderId(book, f.ClientOrderId), f.Quantity, f.Price));
        Post<EndControl>(control, "end", e => book.End(OrderId(book, e.ClientOrderId), e.How, e.Word));
        Get(control, "calls", script.Seen);
        Get(control, "streams", () => new { count = streams() });
    }

    private static void EachLine(VenueRoom room, Action<StreamLine> act)
    {
        foreach (var line in room.Lines)
        {
            act(line);
        }
    }

    /// <summary>Adds a control verb: <c>POST /_control/{verb}</c> with a JSON body.</summary>
    public static void Post<T>(IEndpointRouteBuilder control, string verb, Action<T> act) where T : class =>
        control.MapPost(verb, async (HttpContext context) =>
        {
            act((await context.Request.ReadFromJsonAsync<T>(Json, context.RequestAborted))!);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        });

    private static void Get(IEndpointRouteBuilder control, string what, Func<object> read) =>
        control.MapGet(what, (HttpContext context) => context.Response.WriteAsJsonAsync(read(), Json, context.RequestAborted));

    private static string OrderId(ScriptedBook book, string clientOrderId) => book.Order(clientOrderId: clientOrderId)?.Id ?? "";

    private static TimeSpan? Delay(string text) => text == "hold" ? null : TimeSpan.FromMilliseconds(int.Parse(text, CultureInfo.InvariantCulture));

    private static Dictionary<string, string> Parse(string[] args)
    {
        var options = new Dictionary<string, string>();
        for (var i = 0; i < args.Length; i++)
        {
            var name = args[i].TrimStart('-');
            options[name] = i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal) ? args[++i] : "true";
        }
        return options;
    }

    private sealed record PriceControl(string Symbol, decimal Price);

    private sealed record FillsControl(string Delay);

    private sealed record FillControl(string ClientOrderId, decimal? Quantity, decimal? Price);

    private sealed record EndControl(string ClientOrderId, string How = "canceled", string? Word = null);
}
