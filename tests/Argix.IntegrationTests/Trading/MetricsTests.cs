using System.Net.Http.Headers;
using Xunit;

namespace Argix.IntegrationTests.Trading;

/// <summary>What an operator's monitoring reads: from this machine, or with a token, and with a token no other workspace's figures.</summary>
public sealed class MetricsTests(Platform platform) : IClassFixture<Platform>
{
    [Fact]
    public async Task An_open_order_and_its_connection_are_counted()
    {
        var desk = await platform.DeskAsync("main");
        var connection = await desk.ConnectPaperAsync();
        await desk.OrderAsync((await desk.PlacedAsync(Desk.Order(connection.Id, type: "limit", limitPrice: "1"))).Id, "working");
        var read = await ReadAsync(null);
        Assert.Equal(200, read.Status);
        Assert.Contains($"connection=\"{connection.Id}\",broker=\"paper\",environment_kind=\"paper\",status=\"connected\"", read.Text, StringComparison.Ordinal);
        Assert.Contains($"connection=\"{connection.Id}\"}} 1", Line(read.Text, "argix_connection_trading_open", connection.Id.ToString()), StringComparison.Ordinal);
        Assert.EndsWith(" 1", Line(read.Text, "argix_open_orders", "working"), StringComparison.Ordinal);
        Assert.EndsWith(" 1", Line(read.Text, "argix_ready", "journal"), StringComparison.Ordinal);
        Assert.Contains("dotnet_total_memory_bytes", read.Text, StringComparison.Ordinal);
        Assert.Equal("text/plain", read.MediaType);
    }

    [Fact]
    public async Task Who_comes_through_a_proxy_needs_a_token_and_sees_its_own_workspace()
    {
        var (main, other) = (await platform.DeskAsync("main"), await platform.DeskAsync("others", "viewer", "read"));
        var traded = await platform.DeskAsync("others");
        var (mine, foreign) = (await traded.ConnectPaperAsync(), await main.ConnectAsync(Desk.Paper("Second", credentials: new { startingCash = "7" })));
        Assert.Equal(401, (await ReadAsync(null, proxied: true)).Status);
        var own = await ReadAsync(other.Token, proxied: true);
        Assert.Contains(mine.Id.ToString(), own.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(foreign.Id.ToString(), own.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("dotnet_", own.Text, StringComparison.Ordinal);
        var all = await ReadAsync(main.Token, proxied: true);
        Assert.Contains(mine.Id.ToString(), all.Text, StringComparison.Ordinal);
        Assert.Contains(foreign.Id.ToString(), all.Text, StringComparison.Ordinal);
    }

    private static string Line(string text, string name, string label) => Assert.Single(text.Split('\n'), l => l.StartsWith(name + "{", StringComparison.Ordinal) && l.Contains($"\"{label}\"", StringComparison.Ordinal));

    private async Task<(int Status, string Text, string? MediaType)> ReadAsync(string? token, bool proxied = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(platform.Host.BaseAddress, "/metrics"));
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        if (proxied)
        {
            request.Headers.Add("X-Forwarded-For", "192.0.2.7");
        }

        using var response = await Platform.Http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType?.MediaType);
    }
}
