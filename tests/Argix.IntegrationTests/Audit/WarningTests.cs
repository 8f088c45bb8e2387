using Argix.IntegrationTests.Trading;
using Xunit;

namespace Argix.IntegrationTests.Audit;

/// <summary>What whoever runs an instance should look after is said at every place where they look, and keeps nobody from working.</summary>
public sealed class WarningTests
{
    [Fact]
    public async Task Little_room_and_anchors_that_cannot_be_written_are_said_and_orders_go_on()
    {
        await using var platform = await Platform.StartAsync(f =>
        {
            var file = Path.Combine(f.Root, "no-folder");
            File.WriteAllText(file, "");
            f.Settings["ARGIX_Audit__AnchorDirectory"] = Path.Combine(file, "anchors");
            f.Settings["ARGIX_Audit__AnchorEvery"] = "3";
            f.Settings["ARGIX_Data__WarnBelowMegabytes"] = "900000000000";
        });
        var desk = await platform.DeskAsync("main");
        await AnchorTests.TradeAsync(desk);
        var ready = new Uri(platform.Host.BaseAddress, "/health/ready");
        var said = await Wait.ForAsync(() => Platform.Http.GetStringAsync(ready), t => t.Contains("\"anchors\"", StringComparison.Ordinal), "the missing anchor is said");
        Assert.StartsWith("{\"status\":\"ready\"", said, StringComparison.Ordinal);
        Assert.Contains("MB are left for the data directory", said, StringComparison.Ordinal);
        Assert.DoesNotContain(platform.Folder.Root, said, StringComparison.Ordinal); // anybody may read it
        var doctor = await platform.Folder.RunAsync(null, "doctor");
        Assert.Equal(0, doctor.ExitCode);
        Assert.Equal(2, doctor.Stdout.Count(l => l.StartsWith("warn  ", StringComparison.Ordinal)));
    }
}
