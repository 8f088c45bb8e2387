using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Argix.Bench;

/// <summary>A caller of the API with a token: sets up what a bench needs, the documented way.</summary>
internal sealed class Caller : IDisposable
{
    private readonly HttpClient _http;

    public Caller(Uri address, string token)
    {
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false }) { BaseAddress = new Uri(address, "/api/v1/") };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>The same limit orders everywhere: they rest, so an answer is an acknowledgement and nothing else happens.</summary>
    public static object Coin(Guid connection) => new { connectionId = connection, instrument = new { symbol = "BTC/USD", assetClass = "crypto" }, side = "buy", type = "limit", quantity = "0.001", limitPrice = "59000", timeInForce = "gtc" };

    public Task<Guid> ConnectAlpacaAsync() => ConnectAsync(new { brokerId = "alpaca", methodId = "keys", environmentId = "paper", name = "Alpaca", access = "trade", credentials = new { keyId = Folder.Key, secretKey = Folder.Secret } });

    public Task<Guid> ConnectPaperAsync() => ConnectAsync(new { brokerId = "paper", methodId = "local", environmentId = "paper", name = "Paper", access = "trade", credentials = new { startingCash = "100000000000" } });

    /// <summary>Limits far above the load; every control is still judged for every order.</summary>
    public async Task RaiseLimitsAsync()
    {
        var limits = new
        {
            max_value = "1000000000", position = "1000000000000", price_collar = "5", execution_throttle = 1000000000, duplicate = "2", loss = "100", reject_storm = 1000000, staleness = "60", stale_signal = "60",
            message_rate = new { perSecond = 1000000000, perMinute = 1000000000 },
        };
        using var answer = await _http.PutAsJsonAsync("risk/limits", new { scope = "environment_kind", id = "paper", limits, reason = "benchmark" });
        await ReadAsync(answer);
    }

    public async Task<JsonNode> PlaceAsync(object body, string wait = "ack")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "orders?wait=" + wait) { Content = JsonContent.Create(body, options: JsonSerializerOptions.Web) };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", Guid.NewGuid().ToString());
        using var answer = await _http.SendAsync(request);
        return await ReadAsync(answer);
    }

    public async Task<JsonNode> GetAsync(string path)
    {
        using var answer = await _http.GetAsync(path);
        return await ReadAsync(answer);
    }

    /// <summary>Cancels what rests and waits until nothing does, so that every round begins with an empty book.</summary>
    public async Task CancelAllAsync()
    {
        do
        {
            using var answer = await _http.PostAsync("orders/cancel-all", null);
            await ReadAsync(answer);
            await Task.Delay(500);
        }
        while ((await GetAsync("orders?state=open&limit=1"))["items"]!.AsArray().Count > 0);
    }

    public void Dispose() => _http.Dispose();

    private async Task<Guid> ConnectAsync(object body)
    {
        using var made = await _http.PostAsJsonAsync("connections", body);
        var id = (await ReadAsync(made))["id"]!.GetValue<Guid>();
        while ((await GetAsync($"connections/{id}"))["tradingOpen"]?.GetValue<bool>() != true)
        {
            await Task.Delay(50);
        }

        return id;
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidOperationException($"{(int)answer.StatusCode}: {text}");
    }
}
