using System.Diagnostics;
using System.Runtime.InteropServices;
using Argix.Contracts.Testing;
using Argix.IntegrationTests.Trading;

namespace Argix.IntegrationTests.Security;

/// <summary>
/// What a dump of the running process holds. A credential that this process did not have to use is not in it: it was never unsealed. Of one that was used, copies may be
/// left until the collector takes them; how many is printed and not asserted, as docs/security.md says.
/// </summary>
public sealed class MemoryTests(ITestOutputHelper output) : IDisposable
{
    private const string Sealed = "canary-sealed/91b2+7f0c=\"&<e4>";
    private const string Used = "canary-used/c03e+52aa=\"&<9d>";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("argix-dump-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_credential_that_was_not_used_since_the_start_is_in_no_dump()
    {
        // Skipped before anything is started where there is nothing to dump with.
        var tool = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "createdump");
        Assert.SkipUnless(File.Exists(tool), $"no dump: {tool} is not there");
        await using var venue = await ScriptedVenueProcess.StartAsync("Argix.ScriptedAlpaca.dll", Path.Combine(_folder.FullName, "ledger.jsonl"));
        await using var platform = await Platform.StartAsync(f => Alpaca.Point(f, venue));
        // The scripted venue has one account, so each has a workspace of its own.
        var (owner, desk) = (await platform.DeskAsync(), await platform.DeskAsync());
        var idle = await owner.ConnectAsync(Alpaca.Body("PKSEALED000000000001", Sealed, "idle"));
        Assert.Equal(200, (await owner.PostAsync($"/connections/{idle.Id}/disable")).Status);
        await platform.RestartAsync();

        // A whole life in this process: tried, kept, used by the lane, tried again, destroyed.
        Assert.True((await desk.PostAsync("/connections/test", Alpaca.Body("PKUSED00000000000001", Used))).Read<TestJson>().Ok);
        var brief = await desk.ConnectAsync(Alpaca.Body("PKUSED00000000000001", Used, "brief"));
        await desk.OrderAsync((await desk.PlacedAsync(Desk.Order(brief.Id))).Id, "filled");
        Assert.Equal(200, (await desk.PostAsync($"/connections/{brief.Id}/test")).Status);
        Assert.Equal(202, (await desk.DeleteAsync($"/connections/{brief.Id}?openOrders=cancel")).Status);
        await Wait.ForAsync(() => desk.ConnectionAsync(brief.Id), c => c.Status == "disconnected", "the brief connection is over");

        var dump = Path.Combine(_folder.FullName, "host.dmp");
        var (exit, said) = await DumpAsync(tool, platform.Host.ProcessId, dump);
        Assert.SkipUnless(exit == 0 && File.Exists(dump), $"no dump: createdump ended with {exit}: {said}");
        var needles = new[] { ("idle", Sealed), ("used", Used), ("witness", idle.Id.ToString()) }
            .SelectMany(n => CanaryTests.Forms(n.Item2).Select(f => (Name: $"{n.Item1} as {f.Name}", f.Bytes))).ToList();
        var counts = Count(dump, [.. needles.Select(n => n.Bytes)]);
        var found = needles.Zip(counts, (n, c) => (n.Name, Count: c)).Where(n => n.Count > 0).ToList();
        output.WriteLine($"dump of {new FileInfo(dump).Length / 1024 / 1024} MiB; found: {(found.Count == 0 ? "nothing" : string.Join(", ", found.Select(f => $"{f.Name} {f.Count}×")))}");
        Assert.Contains(found, f => f.Name.StartsWith("witness", StringComparison.Ordinal)); // else the dump does not hold the heap
        Assert.DoesNotContain(found, f => f.Name.StartsWith("idle", StringComparison.Ordinal));
    }

    private static async Task<(int Exit, string Said)> DumpAsync(string tool, int process, string file)
    {
        using var run = Process.Start(new ProcessStartInfo(tool, ["--withheap", "--name", file, process.ToString(System.Globalization.CultureInfo.InvariantCulture)]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var said = await Task.WhenAll(run.StandardOutput.ReadToEndAsync(), run.StandardError.ReadToEndAsync());
        await run.WaitForExitAsync();
        return (run.ExitCode, string.Concat(said).Trim().Split('\n')[^1]);
    }

    // Piece by piece, each begun with the end of the one before: the file may be larger than what fits an array.
    private static int[] Count(string file, byte[][] needles)
    {
        var counts = new int[needles.Length];
        var overlap = needles.Max(n => n.Length) - 1;
        var buffer = new byte[8 * 1024 * 1024];
        using var stream = File.OpenRead(file);
        var kept = 0;
        for (int read; (read = stream.Read(buffer, kept, buffer.Length - kept)) > 0;)
        {
            var piece = buffer.AsSpan(0, kept + read);
            for (var i = 0; i < needles.Length; i++)
            {
                counts[i] += CountIn(piece, needles[i], kept);
            }
            var keep = Math.Min(overlap, piece.Length);
            piece[^keep..].CopyTo(buffer);
            kept = keep;
        }
        return counts;
    }

    // What lies wholly in the part that was seen before has been counted.
    private static int CountIn(ReadOnlySpan<byte> piece, ReadOnlySpan<byte> needle, int seen)
    {
        var count = 0;
        for (int at = 0, next; (next = piece[at..].IndexOf(needle)) >= 0; at += next + 1)
        {
            count += at + next + needle.Length > seen ? 1 : 0;
        }
        return count;
    }
}
