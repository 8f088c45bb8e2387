using System.Text.Json;
using Argix.Accounts;

namespace Argix.IntegrationTests.Security.Walker;

/// <summary>One running host with everybody on it: an owner, a trader and a viewer of one workspace, the admin of another, and somebody whose access was ended. Shared by the classes of the collection.</summary>
[CollectionDefinition(Name)]
public sealed class Stage : IAsyncLifetime, ICollectionFixture<Stage>
{
    public const string Name = "one host for the walker and the attacks";

    /// <summary>Ids in the owner's workspace, by kind.</summary>
    public Dictionary<string, string> Things { get; } = new(StringComparer.Ordinal);
    public HostInside Host { get; private set; } = null!;
    public Person Owner { get; private set; } = null!;
    public Person Trader { get; private set; } = null!;
    public Person Viewer { get; private set; } = null!;
    public Person Stranger { get; private set; } = null!;
    public Person Gone { get; private set; } = null!;
    public HttpClient Nobody { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await HostInside.StartAsync();
        Owner = await Host.NewPersonAsync("ours", Roles.Admin);
        Trader = await Host.NewPersonAsync("ours", Roles.Trader);
        Viewer = await Host.NewPersonAsync("ours", Roles.Viewer);
        Stranger = await Host.NewPersonAsync("theirs", Roles.Admin);
        Gone = await Host.NewPersonAsync("gone", Roles.Admin);
        await Gone.RevokeAsync();
        Nobody = Host.Client(null);
        await MakeThingsAsync();
    }

    public ValueTask DisposeAsync() => Host?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>A call of the owner that must succeed.</summary>
    public async Task<JsonElement> OwnerAsync(HttpMethod method, string path, string? body, string key = "walker")
    {
        using var request = RouteWalkerTests.Request(method, path, body);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        using var answer = await Owner.Api.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>A paper connection of the owner, open for orders.</summary>
    public async Task<string> ConnectAsync(string name)
    {
        var made = await OwnerAsync(HttpMethod.Post, "/api/v1/connections", JsonSerializer.Serialize(new { brokerId = "paper", methodId = "local", environmentId = "paper", name, credentials = new { startingCash = "100000" } }));
        var id = made.GetProperty("id").GetString()!;
        await Trading.Wait.ForAsync(() => OwnerAsync(HttpMethod.Get, "/api/v1/connections/" + id, null), c => c.GetProperty("tradingOpen").GetBoolean(), "the connection opens");
        return id;
    }

    private async Task MakeThingsAsync()
    {
        Things["connection"] = await ConnectAsync("Ours");
        var order = await OwnerAsync(HttpMethod.Post, "/api/v1/orders", $$"""{"connectionId":"{{Things["connection"]}}","instrument":{"symbol":"AAPL","assetClass":"equity"},"side":"buy","type":"market","quantity":"1","timeInForce":"day"}""");
        Things["order"] = order.GetProperty("id").GetString()!;
        Things["strategy"] = (await OwnerAsync(HttpMethod.Get, "/api/v1/strategies", null)).GetProperty("items")[0].GetProperty("id").GetString()!;
        var positions = await Trading.Wait.ForAsync(() => OwnerAsync(HttpMethod.Get, "/api/v1/positions", null), p => p.GetProperty("items").GetArrayLength() > 0, "the order fills");
        Things["position"] = positions.GetProperty("items")[0].GetProperty("id").GetString()!;
    }
}
