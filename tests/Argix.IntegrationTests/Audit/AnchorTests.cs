using Argix.Audit;
using Argix.IntegrationTests.Trading;
using Argix.Trading.Journal;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Argix.IntegrationTests.Audit;

/// <summary>The real host makes anchors; what somebody does to the stopped database is told by them.</summary>
public sealed class AnchorTests
{
    [Theory]
    [InlineData("cut")]
    [InlineData("anew")]
    [InlineData("changed")]
    public async Task Damage_of_a_stopped_database_is_named_against_an_old_anchor(string damage)
    {
        await using var platform = await Platform.StartAsync(f => f.Settings["ARGIX_Audit__AnchorEvery"] = "5");
        Assert.SkipUnless(platform.Folder.Postgres is null, "it damages SQLite's file; the verifier is the same");
        var desk = await platform.DeskAsync("main");
        await TradeAsync(desk);
        Assert.Equal(0, await platform.Host.StopAsync());
        var verify = await platform.Folder.RunAsync(null, "audit", "verify");
        Assert.Equal((0, true), (verify.ExitCode, verify.Stdout[^1].StartsWith("argix: journal ok: ", StringComparison.Ordinal)));

        // The newest is made at shutdown; somebody keeps it elsewhere, and the folder is lost.
        var folder = Assert.Single(Directory.GetDirectories(Path.Combine(platform.Folder.Data, "anchors")));
        var files = Directory.GetFiles(folder, "*.json").Order().ToList();
        Assert.True(files.Count >= 2);
        var kept = Path.Combine(platform.Folder.Root, "kept.json");
        File.Copy(files[^1], kept);
        var anchor = Anchor.Parse(await File.ReadAllTextAsync(kept, TestContext.Current.CancellationToken))!;
        Assert.True(anchor.Holds());
        Assert.Equal(Path.GetFileName(folder), anchor.Workspace);
        Assert.Equal(0, (await platform.Folder.RunAsync(null, "audit", "verify", "--anchor", kept)).ExitCode);

        var export = Path.Combine(platform.Folder.Root, "export.jsonl");
        Assert.Equal(0, (await platform.Folder.RunAsync(null, "audit", "export", "--output", export)).ExitCode);
        Assert.Equal(0, (await platform.Folder.RunAsync(null, "audit", "verify", "--file", export, "--anchor", kept)).ExitCode);
        Assert.NotEqual(0, (await platform.Folder.RunAsync(null, "audit", "export", "--output", export)).ExitCode); // never over another

        var journal = Path.Combine(platform.Folder.Data, "journal.db");
        var expected = Damage(journal, anchor, damage);
        var withFolder = await platform.Folder.RunAsync(null, "audit", "verify");
        Assert.Contains(withFolder.Stderr, l => l.StartsWith("argix: journal_broken: record ", StringComparison.Ordinal));
        Directory.Delete(folder, recursive: true);
        var told = await platform.Folder.RunAsync(null, "audit", "verify", "--anchor", kept);
        Assert.Equal(1, told.ExitCode);
        Assert.Contains(told.Stderr, l => l.StartsWith($"argix: journal_broken: record {expected} ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Anchors_are_listed_shown_and_signed_by_this_instance()
    {
        await using var platform = await Platform.StartAsync(f => f.Settings["ARGIX_Audit__AnchorEvery"] = "5");
        var desk = await platform.DeskAsync("main");
        await TradeAsync(desk);
        var items = await Wait.ForAsync(async () => (await desk.GetAsync("/audit/anchors")).Json.GetProperty("items").EnumerateArray().ToList(), l => l.Count >= 1, "an anchor is listed");
        var path = Path.Combine(platform.Folder.Root, "one.json");
        await File.WriteAllTextAsync(path, items[0].GetRawText(), TestContext.Current.CancellationToken);
        Assert.Equal(0, (await platform.Folder.RunAsync(null, "audit", "verify", "--anchor", path)).ExitCode); // an item is an anchor
        var mine = Anchor.Parse(items[0].GetRawText())!;
        await File.WriteAllTextAsync(path, (mine with { Hash = new string('1', 64) }).ToJson(), TestContext.Current.CancellationToken);
        var forged = await platform.Folder.RunAsync(null, "audit", "verify", "--anchor", path);
        Assert.Contains(forged.Stderr, l => l.Contains("changed after it was signed", StringComparison.Ordinal));
        var stranger = await platform.DeskAsync("other");
        Assert.Empty((await stranger.GetAsync("/audit/anchors")).Json.GetProperty("items").EnumerateArray());
    }

    internal static async Task TradeAsync(Desk desk)
    {
        var connection = await desk.ConnectPaperAsync();
        for (var i = 0; i < 4; i++)
            await desk.OrderAsync((await desk.PlacedAsync(Desk.Order(connection.Id))).Id, "filled");
    }

    private static long Damage(string path, Anchor anchor, string damage)
    {
        switch (damage)
        {
            case "cut":
                Run(path, $"DELETE FROM journal WHERE seq > {anchor.Seq - 3}");
                return anchor.Seq - 2;
            case "changed":
                var changed = FirstWith(path, "AAPL"); // which record that is depends on what the lane wrote before
                Run(path, $"UPDATE journal SET payload = replace(payload, 'AAPL', 'MSFT') WHERE seq = {changed}");
                return changed;
            default:
                using (var journal = new SqliteJournal(path))
                {
                    var records = journal.Read(anchor.Workspace, 0).ToList();
                    Run(path, "DELETE FROM journal WHERE seq >= 4");
                    var tip = records[2].Hash;
                    foreach (var r in records.Skip(3))
                    {
                        var linked = Chain.Link(tip, r.Workspace, r.Seq, r.Epoch, r.Time, r.Kind, r.Payload.Replace("AAPL", "MSFT", StringComparison.Ordinal) + " ");
                        tip = linked.Hash;
                        journal.Commit([linked]);
                    }
                }
                return anchor.Seq;
        }
    }

    private static long FirstWith(string path, string word)
    {
        using var journal = new SqliteJournal(path);
        return journal.Read(Assert.Single(journal.Workspaces()), 0).First(r => r.Payload.Contains(word, StringComparison.Ordinal)).Seq;
    }

    private static void Run(string path, string sql)
    {
        using var db = new SqliteConnection($"Data Source={path};Pooling=False");
        db.Open();
        using var command = db.CreateCommand();
        command.CommandText = sql;
        Assert.NotEqual(0, command.ExecuteNonQuery());
    }
}
