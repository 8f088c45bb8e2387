using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Argix.IntegrationTests.Plugins;

/// <summary>The author's path, as it stands in docs/plugin-authors.md: its commands are run and its files are written, one after another.</summary>
public sealed partial class AuthorTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task The_tutorial_leads_from_nothing_to_Gold_and_to_a_signed_package_that_is_installed()
    {
        using var folder = new HostFolder();
        var said = new List<string>();
        foreach (var block in Blocks(await File.ReadAllTextAsync(Path.Combine(Root(), "docs", "plugin-authors.md"))))
        {
            await FollowAsync(folder, block, said);
        }
        var grades = said.Where(l => l.StartsWith("acme 0.1.0: ", StringComparison.Ordinal)).ToList();
        Assert.StartsWith("acme 0.1.0: Silver; the manifest allows Silver", grades[0]);
        Assert.StartsWith("acme 0.1.0: Gold; the manifest allows Gold", grades[1]);
        Assert.Contains(said, l => l.Contains("not signed", StringComparison.Ordinal));

        await Signed(folder, said);
    }

    // Pinned, the package is trusted even where nothing unsigned may run; a byte changed, it is not.
    private static async Task Signed(HostFolder folder, List<string> said)
    {
        var setting = said.Single(l => l.StartsWith("Plugins__Publishers__You=", StringComparison.Ordinal)).Split('=', 2);
        folder.Settings["ARGIX_" + setting[0]] = setting[1];
        folder.Settings["ARGIX_Plugins__AllowUnsigned"] = "false";
        var verified = await folder.RunAsync(null, "plugins", "verify", "acme.argixplugin");
        Assert.Equal(0, verified.ExitCode);
        Assert.EndsWith("signed", Assert.Single(verified.Stdout));
        var installed = await folder.RunAsync(null, "plugins", "install", "acme.argixplugin");
        Assert.Equal((0, "argix: acme 0.1.0 is installed (signed)"), (installed.ExitCode, installed.Stdout[^1]));
        var listed = JsonNode.Parse(string.Concat((await folder.RunAsync(null, "plugins", "list", "--json")).Stdout))!.AsArray().Single(p => p!["id"]!.ToString() == "acme")!;
        Assert.Equal(("staged", "signed"), (listed["state"]!.ToString(), listed["trust"]!.ToString()));
        Assert.Equal(1, (await folder.RunAsync(null, "plugins", "install", "acme.argixplugin")).ExitCode);
        Assert.Equal(0, (await folder.RunAsync(null, "plugins", "remove", "acme")).ExitCode);
        Assert.Contains("not_found", Assert.Single((await folder.RunAsync(null, "plugins", "remove", "acme")).Stderr));
        var core = await folder.RunAsync(null, "plugins", "remove", "paper");
        Assert.Contains("comes with the platform", Assert.Single(core.Stderr));
    }

    private static async Task FollowAsync(HostFolder folder, Match block, List<string> said)
    {
        var (what, text) = (block.Groups["what"].Value, block.Groups["text"].Value);
        var target = Path.Combine(folder.Root, "acme", block.Groups["file"].Value);
        switch (what)
        {
            case "file":
                await File.WriteAllTextAsync(target, text);
                break;
            case "merge":
                await File.WriteAllTextAsync(target, Merged(JsonNode.Parse(await File.ReadAllTextAsync(target))!.AsObject(), JsonNode.Parse(text)!.AsObject()).ToJsonString());
                break;
            default:
                foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                {
                    said.AddRange(await RunAsync(folder, line.Split(' ')));
                }
                break;
        }
    }

    private static async Task<IReadOnlyList<string>> RunAsync(HostFolder folder, string[] words)
    {
        if (words[0] == "argix")
        {
            var result = await folder.RunAsync(null, words[1..]);
            // Before the key is pinned a signature is a stranger's, and the command says so by its exit code.
            Assert.True(result.ExitCode == 0 || words[2] == "verify", $"{string.Join(' ', words)}: {string.Join('\n', result.Stdout)}{string.Join('\n', result.Stderr)}");
            return result.Stdout;
        }
        var info = new ProcessStartInfo(words[0], words[1..]) { WorkingDirectory = folder.Root, RedirectStandardOutput = true };
        // A build of the author's own: nothing of the tests' surroundings.
        foreach (var name in info.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || k is "CI" or "DOTNET_HOST_PATH").ToList())
        {
            info.Environment.Remove(name);
        }
        info.ArgumentList.Add("-nodeReuse:false");
        using var process = Process.Start(info)!;
        var output = process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Patience);
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', words)}: {await output}");
        return [];
    }

    /// <summary>RFC 7396, as the tutorial says.</summary>
    private static JsonObject Merged(JsonObject into, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            into[name] = value is JsonObject inner && into[name] is JsonObject old ? Merged((JsonObject)old.DeepClone(), inner) : value?.DeepClone();
        }
        return into;
    }

    // The chapter of the tutorial only; what follows is reference.
    private static IEnumerable<Match> Blocks(string doc) => Block().Matches(doc[doc.IndexOf("## From nothing", StringComparison.Ordinal)..doc.IndexOf("## What a grade", StringComparison.Ordinal)]);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Argix.Platform.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("not below the repository");
        }
        return folder.FullName;
    }

    [GeneratedRegex(@"^```(sh|csharp|json)( (?<what>file|merge)=(?<file>\S+))?\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Block();
}
