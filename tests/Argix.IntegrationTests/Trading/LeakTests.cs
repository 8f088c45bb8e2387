using System.Text.Json.Nodes;

namespace Argix.IntegrationTests.Trading;

/// <summary>A lane that closes takes its sockets and its stream with it.</summary>
public class LeakTests(ITestOutputHelper output)
{
    private const int Times = 30;
    private const int Noise = 4; // kept-alive connections of callers and pools come and go

    [Fact]
    public async Task Opening_and_closing_a_connection_again_and_again_leaves_no_socket_and_no_stream_behind()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "open files of a process are counted in /proc");
        await using var all = await AlpacaDesk.StartAsync();
        await TurnAsync(all, 3);
        var (sockets, files) = Count(all);
        await TurnAsync(all, Times);
        await Wait.ForAsync(async () => (Count(all), Streams: await StreamsAsync(all)), seen =>
            seen.Streams == 1 && seen.Item1.Sockets <= sockets + Noise && seen.Item1.Files <= files + Noise, $"no more than {sockets} sockets, {files} files and one stream");
        output.WriteLine($"{sockets} sockets and {files} files before, {Count(all)} after {Times} times");
    }

    private static async Task TurnAsync(AlpacaDesk all, int times)
    {
        for (var n = 0; n < times; n++)
        {
            Assert.Equal(200, (await all.Desk.PostAsync($"/connections/{all.Connection.Id}/disable")).Status);
            Assert.Equal(200, (await all.Desk.PostAsync($"/connections/{all.Connection.Id}/enable")).Status);
            await all.Desk.ReadyAsync(all.Connection.Id);
        }
    }

    private static (int Sockets, int Files) Count(AlpacaDesk all)
    {
        var files = Directory.GetFiles($"/proc/{all.Platform.Host.ProcessId}/fd");
        return (files.Count(f => new FileInfo(f).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true), files.Length);
    }

    private static async Task<int> StreamsAsync(AlpacaDesk all) =>
        JsonNode.Parse(await Platform.Http.GetStringAsync(new Uri(all.Venue.Address, "/_control/streams")))!["count"]!.GetValue<int>();
}
