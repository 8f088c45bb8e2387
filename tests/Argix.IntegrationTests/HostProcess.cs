using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Argix.IntegrationTests;

/// <summary>The real host as a child process, in directories of its own. Also runs commands beside it.</summary>
public sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly HostFolder _folder;
    private readonly bool _ownsFolder;
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _stdout = new();
    private readonly ConcurrentQueue<string> _stderr = new();
    private readonly List<(Func<string, bool> Wanted, TaskCompletionSource<string> Found)> _waiting = [];

    private HostProcess(HostFolder folder, bool ownsFolder, string[] args, IReadOnlyDictionary<string, string>? environment)
    {
        _folder = folder;
        _ownsFolder = ownsFolder;
        _process = new Process { StartInfo = folder.StartInfo(args, environment) };
        _process.OutputDataReceived += (_, e) => Note(_stdout, e.Data);
        _process.ErrorDataReceived += (_, e) => { if (e.Data is not null) _stderr.Enqueue(e.Data); };
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public Uri BaseAddress { get; private set; } = new("http://127.0.0.1");
    public HostFolder Folder => _folder;
    public int ProcessId => _process.Id;
    public IReadOnlyList<string> Stdout => [.. _stdout];
    public IReadOnlyList<string> Stderr => [.. _stderr];

    /// <summary>Starts the host and waits until it listens. Without a folder it gets a fresh one that is deleted at the end.</summary>
    public static async Task<HostProcess> StartAsync(HostFolder? folder = null, IReadOnlyDictionary<string, string>? environment = null, params string[] args)
    {
        var host = Launch(folder, environment, args);
        try
        {
            return await host.ListeningAsync();
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the host and does not wait for anything.</summary>
    public static HostProcess Launch(HostFolder? folder = null, IReadOnlyDictionary<string, string>? environment = null, params string[] args) =>
        new(folder ?? new HostFolder(), folder is null, [.. args.Length == 0 ? ["serve"] : args, "--Urls", "http://127.0.0.1:0"], environment);

    /// <summary>Waits until it listens.</summary>
    public async Task<HostProcess> ListeningAsync()
    {
        BaseAddress = new Uri((await WaitForLineAsync("argix: listening on ")).Trim());
        return this;
    }

    /// <summary>Waits until it has ended by itself; gives the exit code.</summary>
    public async Task<int> ExitedAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <summary>Waits for a stdout line that begins so, also one that came already; gives what follows.</summary>
    public async Task<string> WaitForLineAsync(string beginning)
    {
        var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_waiting)
        {
            if (_stdout.FirstOrDefault(l => l.StartsWith(beginning, StringComparison.Ordinal)) is { } already)
                return already[beginning.Length..];
            _waiting.Add((l => l.StartsWith(beginning, StringComparison.Ordinal), found));
        }
        var exited = _process.WaitForExitAsync();
        if (await Task.WhenAny(found.Task, exited, Task.Delay(Patience)) == exited)
            await Task.WhenAny(found.Task, Task.Delay(TimeSpan.FromSeconds(1)));
        if (!found.Task.IsCompleted)
            throw new InvalidOperationException($"No line '{beginning}…'. stdout: {string.Join('\n', _stdout)} stderr: {string.Join('\n', _stderr)}");
        return (await found.Task)[beginning.Length..];
    }

    /// <summary>A client for this host: no redirects followed; with a bearer token when given.</summary>
    public HttpClient NewClient(string? token = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = BaseAddress };
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    /// <summary>Makes a user (when there is none of that address) and a token, by the command line beside this host.</summary>
    public Task<string> NewTokenAsync(string role = "admin", string scopes = "read,trade,admin", string email = "owner@argix.example", string workspace = "main") =>
        _folder.NewTokenAsync(role, scopes, email, workspace);

    /// <summary>SIGTERM; gives the exit code.</summary>
    public async Task<int> StopAsync()
    {
        if (!_process.HasExited && Kill(_process.Id, 15) != 0 && !_process.HasExited)
            throw new InvalidOperationException("The signal could not be sent.");
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <summary>SIGKILL, as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
        if (_ownsFolder)
            _folder.Dispose();
    }

    private void Note(ConcurrentQueue<string> lines, string? line)
    {
        if (line is null)
            return;
        lock (_waiting)
        {
            lines.Enqueue(line);
            foreach (var (_, found) in _waiting.Where(w => w.Wanted(line)))
                found.TrySetResult(line);
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int pid, int signal);
}
