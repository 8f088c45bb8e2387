using System.Diagnostics;

namespace Argix.Bench;

/// <summary>The real host as a process of its own.</summary>
internal sealed class HostOutside : IAsyncDisposable
{
    private readonly Process _process;

    private HostOutside(Process process, Uri address, TimeSpan took) => (_process, Address, Took) = (process, address, took);

    public Uri Address { get; }

    /// <summary>From its start until it answered that it is ready.</summary>
    public TimeSpan Took { get; }

    public static async Task<HostOutside> StartAsync(Folder folder)
    {
        var (begin, address) = (Stopwatch.GetTimestamp(), new Uri($"http://127.0.0.1:{Ports.Free()}"));
        var process = Process.Start(folder.Start("serve", "--Urls", address.ToString().TrimEnd('/')))!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var http = new HttpClient { BaseAddress = address };
        while (!await ReadyAsync(http))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(begin) > TimeSpan.FromMinutes(20))
            {
                throw new InvalidOperationException($"the host did not become ready; see {folder.Data}");
            }

            await Task.Delay(10);
        }

        return new HostOutside(process, address, Stopwatch.GetElapsedTime(begin));
    }

    /// <summary>Megabytes it occupies.</summary>
    public double Memory()
    {
        _process.Refresh();
        return _process.WorkingSet64 / 1e6;
    }

    /// <summary>Processor time it has used.</summary>
    public TimeSpan Cpu()
    {
        _process.Refresh();
        return _process.TotalProcessorTime;
    }

    public async ValueTask DisposeAsync()
    {
        using (var stop = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
        {
            await stop.WaitForExitAsync();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<bool> ReadyAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync("/health/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}

internal static class Ports
{
    public static int Free()
    {
        using var socket = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        socket.Start();
        return ((System.Net.IPEndPoint)socket.LocalEndpoint).Port;
    }
}
