using Argix.IntegrationTests.Trading;
using Xunit;

namespace Argix.IntegrationTests.Audit;

/// <summary>The older part of a journal leaves the database for a file, beside a host at work: what is archived and what stays is proven, and a restart needs only what stays.</summary>
public sealed class ArchiveTests
{
    [Theory]
    [InlineData(Stores.Sqlite)]
    [InlineData(Stores.Postgres)]
    public async Task What_is_archived_verifies_by_itself_what_stays_goes_on_from_its_anchor_and_a_restart_knows_every_order(string store)
    {
        await using var platform = await Platform.StartOnAsync(store, f => f.Settings["ARGIX_Audit__AnchorEvery"] = "4");
        var desk = await platform.DeskAsync("main");
        await AnchorTests.TradeAsync(desk);
        var orders = await desk.OrdersAsync();
        var (archive, tip) = (Path.Combine(platform.Folder.Root, "old.jsonl.gz"), (await AuditAsync(desk)).Count);
        var through = tip / 2;
        var made = await RunAsync(platform, 0, "audit", "archive", "--before", $"{through + 1}", archive);
        Assert.StartsWith($"argix: archived records 1 to {through} of workspace ", made.Stdout[0], StringComparison.Ordinal);
        Assert.Equal(tip, (await AuditAsync(desk)).Count); // the journal is as it was
        var early = Directory.GetFiles(Assert.Single(Directory.GetDirectories(Path.Combine(platform.Folder.Data, "anchors"))), "*.json").Order().First();

        await RunAsync(platform, 0, "audit", "prune", archive);
        Assert.Equal(through + 1, (await AuditAsync(desk))[0]);
        var verify = await RunAsync(platform, 0, "audit", "verify");
        Assert.Contains(verify.Stdout, l => l.Contains($"records 1 to {through} were pruned on ", StringComparison.Ordinal));
        Assert.True((await desk.VerifyAsync()).Ok);
        await RunAsync(platform, 0, "audit", "verify", "--file", archive, "--anchor", early);
        Assert.Contains("stands in the archive", string.Concat((await RunAsync(platform, 1, "audit", "verify", "--anchor", early)).Stderr), StringComparison.Ordinal);
        Assert.StartsWith("argix: pruned 0 records", (await RunAsync(platform, 0, "audit", "prune", archive)).Stdout[0], StringComparison.Ordinal); // done already

        // What is exported of a stopped host holds the newest record, and a journal is never emptied.
        Assert.Equal(0, await platform.Host.StopAsync());
        var export = Path.Combine(platform.Folder.Root, "rest.jsonl");
        await RunAsync(platform, 0, "audit", "export", "--output", export);
        await RunAsync(platform, 0, "audit", "verify", "--file", export);
        await RunAsync(platform, 1, "audit", "prune", export);

        // Snapshot and tail are enough; the archive may be away.
        File.Move(archive, archive + ".away");
        await platform.StartAgainAsync();
        await desk.ReadyAsync(orders[0].ConnectionId);
        Assert.Equal(orders.Select(o => (o.Id, o.State, o.FilledQuantity)), (await desk.OrdersAsync()).Select(o => (o.Id, o.State, o.FilledQuantity)));
        await desk.OrderAsync((await desk.PlacedAsync(Desk.Order(orders[0].ConnectionId))).Id, "filled");
        Assert.Contains("journal_pruned", (await desk.GetAsync("/audit?limit=500")).Text, StringComparison.Ordinal);
        Assert.Equal(0, await platform.Host.StopAsync());

        // Another build believes no snapshot: then the archive is needed, and its absence is said.
        File.Delete(Assert.Single(Directory.GetFiles(Path.Combine(platform.Folder.Data, "snapshots"), "*.state")));
        await platform.StartAgainAsync();
        var refused = await desk.PlaceAsync(Desk.Order(orders[0].ConnectionId));
        Assert.Equal((503, "journal_broken"), (refused.Status, refused.Code));
        Assert.Contains("which is not there: put it back", refused.Text, StringComparison.Ordinal);
        File.Move(archive + ".away", archive);
        await platform.RestartAsync();
        await desk.ReadyAsync(orders[0].ConnectionId);
        await desk.OrderAsync((await desk.PlacedAsync(Desk.Order(orders[0].ConnectionId))).Id, "filled");
        Assert.Equal(orders.Count + 2, (await desk.OrdersAsync()).Count);
    }

    private static async Task<IReadOnlyList<long>> AuditAsync(Desk desk) =>
        [.. (await desk.GetAsync("/audit?after=0&limit=500")).Json.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("seq").GetInt64())];

    private static async Task<CommandResult> RunAsync(Platform platform, int exit, params string[] command)
    {
        var run = await platform.Folder.RunAsync(null, command);
        Assert.True(run.ExitCode == exit, $"{string.Join(' ', command)}: {string.Concat(run.Stdout)} {string.Concat(run.Stderr)}");
        return run;
    }
}
