using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Argix.E2E.Infrastructure;

/// <summary>The real host in a process of its own, with a data directory that nobody else has. Its output goes to artifacts/logs.</summary>
public sealed partial class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(4);
    private readonly Process process;
    private readonly StreamWriter log;
    private readonly TaskCompletionSource<Uri> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostProcess(Process process, string folder, string logFile)
    {
        this.process = process;
        Folder = folder;
        LogFile = logFile;
        log = new StreamWriter(logFile) { AutoFlush = true };
    }

    /// <summary>Holds <c>data</c> and <c>master.key</c>.</summary>
    public string Folder { get; }
    public string DataDirectory => Path.Combine(Folder, "data");
    public string LogFile { get; }

    /// <summary>The one-time link that the host printed (set-up, or sign-in for the demo).</summary>
    public Uri Link { get; private set; } = null!;

    /// <summary>Scheme, host and port; the browser may ask nobody else.</summary>
    public Uri Origin => new(Link.GetLeftPart(UriPartial.Authority));

    /// <summary>Starts the host and waits until it says where it can be set up. <paramref name="settings"/> are configuration keys with colons.</summary>
    public static async Task<HostProcess> StartAsync(string name, IReadOnlyDictionary<string, string>? settings = null, params string[] arguments)
    {
        if (!File.Exists(Places.HostDll)) throw new FileNotFoundException("The host is not built in this configuration.", Places.HostDll);
        var folder = Directory.CreateTempSubdirectory("argix-e2e-").FullName;
        var host = new HostProcess(new Process { StartInfo = Command(folder, settings, arguments), EnableRaisingEvents = true }, folder, Path.Combine(Places.Logs, $"e2e-{name}.log"));
        try
        {
            host.Start();
            host.Link = await host.ready.Task.WaitAsync(StartLimit);
            return host;
        }
        catch (Exception e)
        {
            await host.DisposeAsync();
            throw new InvalidOperationException($"The host did not come up ({e.Message}). Its last words, from {host.LogFile}:\n{string.Join('\n', File.ReadLines(host.LogFile).TakeLast(20))}", e);
        }
    }

    private static ProcessStartInfo Command(string folder, IReadOnlyDictionary<string, string>? settings, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Places.HostDll, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = folder };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development"; // so that it makes its own master key
        start.Environment["ARGIX_Urls"] = "http://127.0.0.1:0";
        start.Environment["ARGIX_Data__Directory"] = Path.Combine(folder, "data");
        start.Environment["ARGIX_Keys__MasterKeyFile"] = Path.Combine(folder, "master.key");
        start.Environment["XDG_RUNTIME_DIR"] = folder;
        foreach (var (key, value) in settings ?? new Dictionary<string, string>()) start.Environment["ARGIX_" + key.Replace(":", "__", StringComparison.Ordinal)] = value;
        return start;
    }

    private void Start()
    {
        process.OutputDataReceived += (_, e) => Heard(e.Data);
        process.ErrorDataReceived += (_, e) => Heard(e.Data);
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"it ended with code {process.ExitCode}"));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private void Heard(string? line)
    {
        if (line is null) return;
        lock (log) log.WriteLine(line);
        if (LinkLine().Match(line) is { Success: true } match) ready.TrySetResult(new Uri(match.Groups["link"].Value));
    }

    /// <summary>Ends the host at once, as a power cut would; its data directory stays for a second start by the caller.</summary>
    public async Task KillAsync()
    {
        if (process.HasExited) return;
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process.Dispose();
        lock (log) log.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    [GeneratedRegex("^argix: (?:set up at|demo ready at) (?<link>\\S+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex LinkLine();
}
