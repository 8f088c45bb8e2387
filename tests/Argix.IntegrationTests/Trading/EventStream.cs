using System.Net.Http.Headers;

namespace Argix.IntegrationTests.Trading;

/// <summary>One server-sent event.</summary>
public sealed record StreamEvent(string Type, long? Id, string Data)
{
    public T Read<T>() => Answer.Parse<T>(Data);
}

/// <summary>A watcher of <c>GET /events</c>; with a last id it resumes after it.</summary>
internal sealed class EventStream : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<StreamEvent> _events = [];
    private Task _reading = Task.CompletedTask;

    public IReadOnlyList<StreamEvent> Events
    {
        get
        {
            lock (_gate)
            {
                return [.. _events];
            }
        }
    }

    public long? LastId => Events.LastOrDefault(e => e.Id is not null)?.Id;

    public IEnumerable<OrderJson> Orders => Events.Where(e => e.Type == "order").Select(e => e.Read<OrderJson>());

    public static async Task<EventStream> OpenAsync(Desk desk, long? after = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(desk.Platform.Host.BaseAddress, "/api/v1/events"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", desk.Token);
        if (after is { } id)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", id.ToString());
        }

        var stream = new EventStream();
        var response = await Platform.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stream._stop.Token);
        response.EnsureSuccessStatusCode();
        stream._reading = stream.ReadAsync(response);
        return stream;
    }

    public Task UntilAsync(Func<IReadOnlyList<StreamEvent>, bool> good, string what) => Wait.ForAsync(() => good(Events), what);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        _stop.Dispose();
    }

    private async Task ReadAsync(HttpResponseMessage response)
    {
        try
        {
            using var owned = response;
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(_stop.Token));
            var (type, id, data) = ("", (long?)null, "");
            while (await reader.ReadLineAsync(_stop.Token) is { } line)
            {
                switch (line.Split(": ", 2))
                {
                    case ["event", var t]: type = t; break;
                    case ["id", var i]: id = long.Parse(i); break;
                    case ["data", var d]: data = d; break;
                    case [""] when data.Length > 0:
                        lock (_gate)
                        {
                            _events.Add(new StreamEvent(type, id, data));
                        }

                        (type, id, data) = ("", null, "");
                        break;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException)
        {
            // The host or the test ended it; what came is what counts.
        }
    }
}
