using Xunit;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Argix.IntegrationTests.Connections;

namespace Argix.IntegrationTests.Trading;

/// <summary>One caller of the API: a token in a workspace, with the calls that tests make. It remembers every answer.</summary>
public sealed class Desk(Platform platform, string token, ConcurrentQueue<string>? said = null, string email = "")
{
    private readonly ConcurrentQueue<string> _said = said ?? new();

    public Platform Platform => platform;
    public string Token => token;

    /// <summary>Every answer so far, with its headers.</summary>
    public IReadOnlyCollection<string> Said => _said;

    public Task<Answer> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, "/api/v1" + path));

    public Task<Answer> DeleteAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Delete, "/api/v1" + path));

    public Task<Answer> PostAsync(string path, object? body = null, string? key = null)
    {
        var content = body switch { null => null, HttpContent c => c, string raw => Raw(Encoding.UTF8.GetBytes(raw)), _ => Raw(JsonSerializer.SerializeToUtf8Bytes(body, JsonSerializerOptions.Web)) };
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1" + path) { Content = content };
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        return SendAsync(request);
    }

    public Task<Answer> PatchAsync(string path, object body) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Patch, "/api/v1" + path) { Content = Raw(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(body)) });

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        request.RequestUri = new Uri(platform.Host.BaseAddress, request.RequestUri!);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var owned = request;
        using var response = await Platform.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        _said.Enqueue($"{response.Headers}\n{text}");
        return new Answer((int)response.StatusCode, text, response.Content.Headers.ContentType?.MediaType ?? "", response.Headers.Location?.ToString());
    }

    public static ByteArrayContent Raw(byte[] bytes) => new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    // Connections

    public static object Paper(string name = "Paper", string access = "trade", object? credentials = null) =>
        new { brokerId = "paper", methodId = "local", environmentId = "paper", name, access, credentials = credentials ?? new { startingCash = "1000000" } };

    public async Task<ConnectionJson> ConnectAsync(object body)
    {
        var made = await PostAsync("/connections", body);
        return made.Status == 201 ? await ReadyAsync(made.Read<ConnectionJson>().Id) : throw new InvalidOperationException($"{made.Status}: {made.Text}");
    }

    /// <summary>Connects by signing in at the broker: begun with the token, finished in a browser session of the same user.</summary>
    public async Task<ConnectionJson> SignInAsync(string brokerId, object body)
    {
        var begun = await PostAsync("/connections/authorize", body);
        using var browser = platform.Host.NewClient();
        await BrokerSignIn.LogInAsync(browser, email);
        var back = await browser.GetAsync(BrokerSignIn.Callback(brokerId, BrokerSignIn.StateOf(begun.Read<JsonElement>())));
        Assert.Equal(HttpStatusCode.SeeOther, back.StatusCode);
        var made = (await GetAsync("/connections")).Read<ItemsJson<ConnectionJson>>().Items;
        return await ReadyAsync(Assert.Single(made, c => c.BrokerId == brokerId).Id);
    }

    public Task<ConnectionJson> ConnectPaperAsync(string access = "trade") => access == "trade" ? ConnectAsync(Paper()) : ConnectReadOnlyAsync();

    private async Task<ConnectionJson> ConnectReadOnlyAsync()
    {
        var id = (await PostAsync("/connections", Paper(access: "read"))).Read<ConnectionJson>().Id;
        return await Wait.ForAsync(() => ConnectionAsync(id), c => c.Status == "connected", "a read-only connection is connected");
    }

    public Task<ConnectionJson> ReadyAsync(Guid id) => Wait.ForAsync(() => ConnectionAsync(id), c => c is { Status: "connected", TradingOpen: true }, "the connection is open for trading");

    public async Task<ConnectionJson> ConnectionAsync(Guid id) => (await GetAsync($"/connections/{id}")).Read<ConnectionJson>();

    // Orders

    public static object Order(Guid connection, string side = "buy", object? quantity = null, string type = "market", object? limitPrice = null, object? stopPrice = null, string symbol = "AAPL", string assetClass = "equity", string timeInForce = "day") =>
        new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["connectionId"] = connection, ["instrument"] = new { symbol, assetClass }, ["side"] = side, ["type"] = type, ["quantity"] = quantity ?? "1",
            ["limitPrice"] = limitPrice, ["stopPrice"] = stopPrice, ["timeInForce"] = timeInForce,
        };

    public Task<Answer> PlaceAsync(object body, string? key = null, string wait = "") => PostAsync("/orders" + wait, body, key ?? Guid.NewGuid().ToString());

    /// <summary>
    /// Places an order that must be taken and sent. An approved order that cannot leave within two seconds is not_sent, as promised; on a machine that is busy with
    /// other things that happens, so the test does what a person would: it looks, and places a new one.
    /// </summary>
    public async Task<OrderJson> PlacedAsync(object body, string? key = null, string wait = "")
    {
        for (var attempt = 1; ; attempt++)
        {
            var answer = await PlaceAsync(body, key, wait);
            var order = answer.Status == 201 ? answer.Read<OrderJson>() : throw new InvalidOperationException($"{answer.Status}: {answer.Text}");
            order = await Wait.ForAsync(() => OrderAsync(order.Id), o => o.State != "pending_submit", "something is known of the order");
            if (!order.CameTooLate || key is not null || attempt == 20)
            {
                return order;
            }

            TestContext.Current.TestOutputHelper?.WriteLine($"order {order.Id} could not leave in time on this machine; asked again");
        }
    }

    public async Task<OrderJson> OrderAsync(Guid id) => (await GetAsync($"/orders/{id}")).Read<OrderJson>();

    public Task<OrderJson> OrderAsync(Guid id, string state) => Wait.ForAsync(() => OrderAsync(id), o => o.State == state, $"order is {state}");

    public Task<IReadOnlyList<OrderJson>> OrdersAsync() => AllAsync<OrderJson>("/orders");

    /// <summary>Without those that the machine was too busy to send.</summary>
    public async Task<IReadOnlyList<OrderJson>> SentAsync() => [.. (await OrdersAsync()).Where(o => !o.CameTooLate)];

    public Task<IReadOnlyList<ExecutionJson>> ExecutionsAsync() => AllAsync<ExecutionJson>("/executions");

    public async Task<IReadOnlyList<PositionJson>> PositionsAsync() => (await GetAsync("/positions")).Read<ItemsJson<PositionJson>>().Items;

    public async Task<IReadOnlyList<BalanceJson>> BalancesAsync() => (await GetAsync("/balances")).Read<ItemsJson<BalanceJson>>().Items;

    public async Task<IReadOnlyList<HistoryJson>> HistoryAsync(Guid id) => (await GetAsync($"/orders/{id}/history")).Read<ItemsJson<HistoryJson>>().Items;

    public async Task<VerifyJson> VerifyAsync() => (await GetAsync("/audit/verify")).Read<VerifyJson>();

    private async Task<IReadOnlyList<T>> AllAsync<T>(string path)
    {
        var all = new List<T>();
        string? cursor = null;
        do
        {
            var page = (await GetAsync($"{path}?limit=100{(cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor))}")).Read<ItemsJson<T>>();
            all.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return all;
    }
}
