using System.Diagnostics;
using Xunit;

namespace Argix.UnitTests.Strategies;

/// <summary>The canvas' rules are TypeScript; their tests stand beside them and are run here.</summary>
public sealed class CanvasModelTests
{
    [Fact]
    public async Task The_canvas_refuses_wires_in_words_and_offers_only_what_fits()
    {
        var client = Folder();
        Assert.SkipUnless(Directory.Exists(Path.Combine(client, "node_modules", "esbuild")), $"the client's packages are not installed: {client} (they are once the host was built)");
        using var node = Process.Start(new ProcessStartInfo("node", ["--test", "test"]) { WorkingDirectory = client, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (said, errors) = (node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(node.ExitCode == 0, await said + await errors);
        Assert.Contains("a wire of the wrong type is refused", await said, StringComparison.Ordinal);
    }

    private static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Argix.Platform.sln")))
            {
                return Path.Combine(folder.FullName, "host", "Argix.Host", "Client");
            }
        }

        return AppContext.BaseDirectory;
    }
}
