using System.Text.Json;
using System.Threading.Channels;
using Argix.Accounts;
using Argix.Connections;
using Argix.Errors;
using Argix.Trading;

namespace Argix.Api;

/// <summary><c>GET /events</c>: server-sent events. Journaled ones carry their seq as id; <c>Last-Event-ID</c> resumes after it without a gap.</summary>
internal static class EventCalls
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    public static void MapEvents(this IEndpointRouteBuilder api) => api.MapGet("/events", StreamAsync);

    private static async Task StreamAsync(HttpContext context, EventFeed feed, ConnectionService connections, IHostApplicationLifetime life, TimeProvider clock)
    {
        var caller = Caller.Of(context);
        long? after = context.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } text
            ? long.TryParse(text, out var seq) ? seq : throw new ArgixException("validation_failed", "Last-Event-ID: a seq of an earlier event")
            : null;
        // Ends when the host stops, so that a watcher sees it at once and shutdown need not wait.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, life.ApplicationStopping);
        var (events, subscription) = await feed.WatchAsync(caller.WorkspaceId, after);
        using var leave = subscription;
        await OpenAsync(context.Response, end.Token);
        try
        {
            await PumpAsync(context, events, item => WriteAsync(context, item, caller, connections, end.Token), clock, end.Token);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static async Task OpenAsync(HttpResponse response, CancellationToken ct)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        await response.WriteAsync("retry: 1000\n: connected\n\n", ct);
        await response.Body.FlushAsync(ct);
    }

    // The beat shows a watcher within seconds that this server is gone.
    private static async Task PumpAsync(HttpContext context, ChannelReader<FeedItem> events, Func<FeedItem, Task> write, TimeProvider clock, CancellationToken ct)
    {
        using var beat = new PeriodicTimer(Beat, clock);
        var beating = beat.WaitForNextTickAsync(ct).AsTask();
        var reading = events.WaitToReadAsync(ct).AsTask();
        while (true)
        {
            await Task.WhenAny(beating, reading);
            if (beating.IsCompleted)
            {
                await beating;
                await context.Response.WriteAsync($"event: ping\ndata: {(int)Beat.TotalMilliseconds}\n\n", ct);
                beating = beat.WaitForNextTickAsync(ct).AsTask();
            }

            if (reading.IsCompleted)
            {
                if (!await reading)
                {
                    return;
                }

                while (events.TryRead(out var item))
                {
                    await write(item);
                }

                reading = events.WaitToReadAsync(ct).AsTask();
            }

            await context.Response.Body.FlushAsync(ct);
        }
    }

    private static async Task WriteAsync(HttpContext context, FeedItem item, Caller caller, ConnectionService connections, CancellationToken ct)
    {
        var data = item.Data;
        if (data is ConnectionChanged changed)
        {
            // The change may be of another workspace's connection: what is not ours is not there.
            var mine = (await connections.ListAsync(caller.WorkspaceId, ct)).FirstOrDefault(c => c.Id == changed.ConnectionId);
            if (mine is null)
            {
                return;
            }

            data = mine;
        }

        var id = item.Seq is { } seq ? $"id: {seq}\n" : "";
        await context.Response.WriteAsync($"event: {item.Type}\n{id}data: {JsonSerializer.Serialize(data, data.GetType(), ApiJson.Options)}\n\n", ct);
    }
}
