using System.IO.Compression;
using Argix.IntegrationTests.Trading;
using Xunit;

namespace Argix.IntegrationTests.Audit;

/// <summary>A backup beside a host at work, more orders, then the older state comes back: trading stays closed until a person accepts.</summary>
public sealed class BackupTests
{
    [Theory]
    [InlineData(Stores.Sqlite, true)]
    [InlineData(Stores.Sqlite, false)] // only the anchors tell: somebody copied files
    [InlineData(Stores.Postgres, true)]
    public async Task A_restored_older_backup_keeps_trading_closed_until_it_is_accepted(string store, bool marker)
    {
        await using var platform = await Platform.StartOnAsync(store);
        var desk = await platform.DeskAsync("main");
        var connection = await desk.ConnectPaperAsync();
        await desk.OrderAsync((await desk.PlacedAsync(Desk.Order(connection.Id))).Id, "filled");
        var backup = Path.Combine(platform.Folder.Root, "backup.zip");
        var made = await platform.Folder.RunAsync(null, "backup", backup);
        Assert.Equal((0, ""), (made.ExitCode, string.Concat(made.Stderr)));
        Assert.Contains(made.Stdout, l => l.Contains("master key is not in it", StringComparison.Ordinal));
        Assert.DoesNotContain(Convert.ToHexString(await File.ReadAllBytesAsync(platform.Folder.MasterKeyFile, TestContext.Current.CancellationToken)), Convert.ToHexString(await File.ReadAllBytesAsync(backup, TestContext.Current.CancellationToken)), StringComparison.Ordinal);
        Assert.NotEqual(0, (await platform.Folder.RunAsync(null, "restore", backup)).ExitCode); // a host runs

        // What the backup does not know.
        var later = await desk.PlacedAsync(Desk.Order(connection.Id, quantity: "2"));
        await desk.OrderAsync(later.Id, "filled");
        Assert.Equal(0, await platform.Host.StopAsync());
        var restored = await platform.Folder.RunAsync(null, "restore", backup);
        Assert.Equal((0, ""), (restored.ExitCode, string.Concat(restored.Stderr)));
        if (!marker)
            File.Delete(Path.Combine(platform.Folder.Data, "restored.json"));

        await platform.StartAgainAsync();
        var refused = await desk.PlaceAsync(Desk.Order(connection.Id));
        Assert.Equal((409, "kill_switch"), (refused.Status, refused.Code));
        Assert.Contains("older copy", refused.Text, StringComparison.Ordinal);
        await desk.ReadyAsync(connection.Id);
        // The broker's word came in all the same: the order that the backup forgot is there, as one that was placed elsewhere.
        await Wait.ForAsync(desk.OrdersAsync, o => o.Any(x => x.ClientOrderId == later.ClientOrderId && x.FilledQuantity == 2), "the venue's order is adopted");
        await platform.RestartAsync(); // a restart does not open it
        Assert.Equal("kill_switch", (await desk.PlaceAsync(Desk.Order(connection.Id))).Code);

        await desk.ReadyAsync(connection.Id);
        var trader = await platform.DeskAsync("main", "trader", "read,trade");
        Assert.Equal(403, (await trader.PostAsync("/audit/restore/accept", new { reason = "let me" })).Status);
        Assert.Equal("validation_failed", (await desk.PostAsync("/audit/restore/accept", new { reason = "" })).Code);
        await Wait.ForAsync(() => desk.PostAsync("/audit/restore/accept", new { reason = "compared with the broker" }), a => a.Status == 200, "every connection was read, so it can be accepted");
        Assert.Equal(404, (await desk.PostAsync("/audit/restore/accept", new { reason = "twice" })).Status);
        Assert.Contains("compared with the broker", (await desk.GetAsync("/audit?limit=500")).Text, StringComparison.Ordinal);
        await desk.OrderAsync((await desk.PlacedAsync(Desk.Order(connection.Id))).Id, "filled");
        Assert.True((await desk.VerifyAsync()).Ok);
        Assert.Contains((await desk.GetAsync("/audit/anchors")).Json.GetProperty("items").EnumerateArray(), a => a.GetProperty("setAside").GetBoolean());
        Assert.Equal(0, await platform.Host.StopAsync());
        Assert.Equal(0, (await platform.Folder.RunAsync(null, "audit", "verify")).ExitCode);
        await platform.StartAgainAsync();
        await desk.ReadyAsync(connection.Id);
        await desk.OrderAsync((await desk.PlacedAsync(Desk.Order(connection.Id))).Id, "filled"); // accepted once, accepted for good
    }

    [Theory]
    [InlineData(Stores.Sqlite)]
    [InlineData(Stores.Postgres)]
    public async Task A_damaged_backup_changes_nothing(string store)
    {
        await using var platform = await Platform.StartOnAsync(store);
        var desk = await platform.DeskAsync("main");
        await desk.ConnectPaperAsync();
        var backup = Path.Combine(platform.Folder.Root, "backup.zip");
        Assert.Equal(0, (await platform.Folder.RunAsync(null, "backup", backup)).ExitCode);
        Assert.NotEqual(0, (await platform.Folder.RunAsync(null, "backup", backup)).ExitCode); // never over another
        Assert.Equal(0, await platform.Host.StopAsync());
        var whole = await File.ReadAllBytesAsync(backup, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(backup, whole[..(whole.Length / 2)], TestContext.Current.CancellationToken);
        await RefusedAsync(platform, backup); // cut off
        await File.WriteAllBytesAsync(backup, whole, TestContext.Current.CancellationToken);
        ChangeOneByte(backup);
        await RefusedAsync(platform, backup); // a sound zip file whose content is not what the backup says
        await platform.StartAgainAsync();
        Assert.True((await desk.VerifyAsync()).Ok);
        Assert.Empty(Directory.GetDirectories(platform.Folder.Data, "*restore*"));
    }

    private static async Task RefusedAsync(Platform platform, string backup)
    {
        var told = await platform.Folder.RunAsync(null, "restore", backup);
        Assert.Equal(1, told.ExitCode);
        Assert.Contains(told.Stderr, l => l.StartsWith("argix: validation_failed: ", StringComparison.Ordinal));
    }

    // In the content of an entry: a byte anywhere may be one that no reader of zip files looks at, such as a time in a header.
    private static void ChangeOneByte(string backup)
    {
        using var zip = ZipFile.Open(backup, ZipArchiveMode.Update);
        using var content = zip.Entries.Where(e => e.FullName != "backup.json").MaxBy(e => e.Length)!.Open();
        content.Position = content.Length / 2;
        var old = content.ReadByte();
        content.Position--;
        content.WriteByte((byte)(old ^ 0xff));
    }
}
