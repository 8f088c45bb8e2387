using Microsoft.Data.Sqlite;
using Xunit;

namespace Argix.IntegrationTests.Trading;

public class DisconnectTests
{
    [Theory]
    [InlineData(Stores.Sqlite)]
    [InlineData(Stores.Postgres)]
    public async Task Refused_while_orders_are_open_then_cancelled_and_the_secrets_are_gone(string store)
    {
        await using var all = await AlpacaDesk.StartOnAsync(store);
        var (desk, path) = (all.Desk, $"/connections/{all.Connection.Id}");
        var order = await desk.PlacedAsync(Resting(all.Connection));
        await desk.OrderAsync(order.Id, "working");
        Assert.Equal(2, Secrets(all.Platform).Count);
        var refused = await desk.DeleteAsync(path);
        Assert.Equal((409, "open_orders"), (refused.Status, refused.Code));
        Assert.Equal((409, "open_orders"), await desk.DeleteAsync(path + "?openOrders=refuse") is var again ? (again.Status, again.Code) : default);
        Assert.Equal(422, (await desk.DeleteAsync(path + "?openOrders=forget")).Status);
        Assert.True((await desk.ConnectionAsync(all.Connection.Id)).TradingOpen);

        Assert.Equal(202, (await desk.DeleteAsync(path + "?openOrders=cancel")).Status);
        var gone = await Wait.ForAsync(() => desk.ConnectionAsync(all.Connection.Id), c => c.Status == "disconnected", "it is disconnected");
        Assert.Empty(gone.Credentials);
        Assert.Equal("cancelled", (await desk.OrderAsync(order.Id)).State);
        Assert.Contains(all.Venue.Ledger(), l => l.Kind == "canceled" && string.Equals(l.ClientOrderId, order.ClientOrderId, StringComparison.OrdinalIgnoreCase));
        await AssertGoneAsync(all, desk);
    }

    [Fact]
    public async Task Left_orders_go_on_at_the_venue()
    {
        await using var all = await AlpacaDesk.StartAsync();
        var desk = all.Desk;
        var order = await desk.PlacedAsync(Resting(all.Connection));
        await desk.OrderAsync(order.Id, "working");
        Assert.Equal(202, (await desk.DeleteAsync($"/connections/{all.Connection.Id}?openOrders=leave")).Status);
        await Wait.ForAsync(() => desk.ConnectionAsync(all.Connection.Id), c => c.Status == "disconnected", "it is disconnected");
        Assert.DoesNotContain(all.Venue.Ledger(), l => l.Kind == "canceled");
        Assert.Equal("working", (await desk.OrderAsync(order.Id)).State);
        await AssertGoneAsync(all, desk);
    }

    private static object Resting(ConnectionJson connection) => Desk.Order(connection.Id, type: "limit", limitPrice: "150", timeInForce: "gtc");

    private static async Task AssertGoneAsync(AlpacaDesk all, Desk desk)
    {
        Assert.Empty(Secrets(all.Platform));
        Assert.Equal("connection_not_ready", (await desk.PlaceAsync(Resting(all.Connection))).Code);
        Assert.Single((await desk.GetAsync("/connections")).Read<ItemsJson<ConnectionJson>>().Items);
        Assert.True((await desk.VerifyAsync()).Ok);
        // The account can be connected anew; the tombstone stays beside it.
        Assert.NotEqual(all.Connection.Id, (await desk.ConnectAsync(Alpaca.Body())).Id);
    }

    private static List<string> Secrets(Platform platform)
    {
        if (platform.Folder.Postgres is { } postgres)
        {
            return [.. ((string)postgres.Run("SELECT COALESCE(string_agg(\"Field\", ' '), '') FROM argix.\"Secrets\"")!).Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        }

        using var db = new SqliteConnection($"Data Source={Path.Combine(platform.Folder.Data, "argix.db")};Mode=ReadOnly;Pooling=False");
        db.Open();
        using var command = db.CreateCommand();
        command.CommandText = "SELECT Field FROM Secrets";
        using var reader = command.ExecuteReader();
        var fields = new List<string>();
        while (reader.Read())
        {
            fields.Add(reader.GetString(0));
        }

        return fields;
    }
}
