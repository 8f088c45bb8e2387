using System.Diagnostics;
using System.Net.Http.Json;

namespace Argix.Bench;

/// <summary>A peer written for Node, in a process of its own: <c>ccxt</c> or Alpaca's own SDK.</summary>
internal sealed class NodePeer : IDisposable
{
    private static readonly string Directory = Path.Combine(Repository.Root, "tests", "Argix.Bench", "peers");
    private readonly Process _process;
    private readonly HttpClient _http;

    private NodePeer(string name, Process process, int port)
    {
        (Name, _process) = (name, process);
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    public string Name { get; }

    /// <summary>Both peers against this venue; none, with a line that says why, where Node is missing.</summary>
    public static async Task<IReadOnlyList<NodePeer>> StartAllAsync(Uri venue, Table table)
    {
        if (await RunAsync("node", "--version") != 0 || await RunAsync("npm", "--version") != 0)
        {
            table.Note("peers skipped: node not found");
            return [];
        }

        if (!System.IO.Directory.Exists(Path.Combine(Directory, "node_modules")) && await RunAsync("npm", "ci", "--ignore-scripts", "--silent") != 0)
        {
            table.Note("peers skipped: npm ci failed in tests/Argix.Bench/peers");
            return [];
        }

        return [await StartAsync("ccxt", "ccxt", venue), await StartAsync("alpaca-trade-api", "sdk", venue)];
    }

    /// <summary>So many orders one after the other; their times in microseconds, measured in the peer's own process.</summary>
    public async Task<double[]> RunAsync(int orders)
    {
        using var answer = await _http.PostAsync($"/run?n={orders}", null);
        return await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<double[]>() ?? [];
    }

    /// <summary>One order through the peer's HTTP endpoint.</summary>
    public async Task PlaceAsync()
    {
        using var answer = await _http.PostAsync("/order", null);
        await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    public void Dispose()
    {
        _http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static async Task<NodePeer> StartAsync(string name, string which, Uri venue)
    {
        var info = new ProcessStartInfo("node", ["peer.mjs", which, venue.ToString().TrimEnd('/')]) { WorkingDirectory = Directory, RedirectStandardOutput = true, RedirectStandardInput = true };
        var process = Process.Start(info)!;
        var line = await process.StandardOutput.ReadLineAsync();
        return line?.Split(' ') is ["listening", var port] ? new NodePeer(name, process, int.Parse(port, System.Globalization.CultureInfo.InvariantCulture))
            : throw new InvalidOperationException($"{name} did not start: {line}");
    }

    private static async Task<int> RunAsync(string program, params string[] args)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, args) { WorkingDirectory = Directory, RedirectStandardOutput = true, RedirectStandardError = true })!;
            await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
