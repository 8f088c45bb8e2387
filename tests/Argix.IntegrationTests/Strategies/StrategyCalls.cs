using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace Argix.IntegrationTests.Strategies;

/// <summary>The API as the tests of strategies call it, and waiting for what must come.</summary>
internal static class StrategyCalls
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<JsonElement> GetAsync(HttpClient api, string path) => await api.GetFromJsonAsync<JsonElement>("/api/v1/" + path, Ct);

    /// <param name="wanted">Null = any success.</param>
    public static async Task<JsonElement> SendAsync(HttpClient api, HttpMethod method, string path, object body, HttpStatusCode? wanted = null)
    {
        using var request = new HttpRequestMessage(method, "/api/v1/" + path) { Content = JsonContent.Create(body) };
        using var answer = await api.SendAsync(request, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(wanted is { } one ? answer.StatusCode == one : answer.IsSuccessStatusCode, $"{method} {path}: {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    /// <summary>Looks again until it holds; the bound is so generous that only a thing that never comes reaches it.</summary>
    public static async Task UntilAsync(string what, Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await holds())
        {
            Assert.False(patience.IsCancellationRequested, "gave up waiting until " + what);
            await Task.Delay(Glance, Ct);
        }
    }
}
