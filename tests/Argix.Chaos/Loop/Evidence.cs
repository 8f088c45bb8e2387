using Argix.IntegrationTests;
using Argix.IntegrationTests.Trading;

namespace Argix.Chaos;

/// <summary>What is kept of a run that found something, and the export that proves the chain.</summary>
internal static class Evidence
{
    /// <summary>Exports the journal from the stopped host's store and verifies the file, as somebody would who has nothing but it.</summary>
    public static async Task<IReadOnlyList<string>> ChainAsync(HostFolder host, DirectoryInfo folder)
    {
        var file = Path.Combine(folder.FullName, "export.jsonl");
        var export = await host.RunAsync(null, "audit", "export", "--output", file);
        var verify = await host.RunAsync(null, "audit", "verify", "--file", file);
        return export.ExitCode == 0 && verify.ExitCode == 0 ? [] : [string.Join(' ', export.Stderr.Concat(verify.Stdout).Concat(verify.Stderr))];
    }

    public static async Task KeepAsync(string? where, HostFolder host, Desk desk, DirectoryInfo venue, Verdict verdict, Action<string> say)
    {
        var target = Directory.CreateDirectory(where ?? Path.Combine(Path.GetTempPath(), $"argix-chaos-evidence-{Path.GetFileName(host.Root)}"));
        await File.WriteAllLinesAsync(Path.Combine(target.FullName, "findings.txt"), verdict.Findings);
        foreach (var source in new[] { host.Data, venue.FullName }.Where(Directory.Exists))
        {
            foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
            {
                try
                {
                    var copy = new FileInfo(Path.Combine(target.FullName, Path.GetFileName(source), Path.GetRelativePath(source, file)));
                    copy.Directory!.Create();
                    File.Copy(file, copy.FullName, overwrite: true);
                }
                catch (IOException)
                {
                    // A socket, or a file that is being written.
                }
            }
        }

        await Task.WhenAll(verdict.Findings.Select(f => System.Text.RegularExpressions.Regex.Match(f, "order ([0-9a-f-]{36})")).Where(m => m.Success).Select(m => m.Groups[1].Value).Distinct().Take(20)
            .Select(async id => await File.WriteAllTextAsync(Path.Combine(target.FullName, $"order-{id}.json"),
                (await Intentions.TryAsync(() => desk.GetAsync($"/orders/{id}")))?.Text + "\n" + (await Intentions.TryAsync(() => desk.GetAsync($"/orders/{id}/history")))?.Text)));
        say($"evidence: {target.FullName}");
    }
}
