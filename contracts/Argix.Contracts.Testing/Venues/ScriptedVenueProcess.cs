using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Argix.Contracts.Testing;

/// <summary>A scripted venue in a process of its own, from the test's side: start it, script its faults, read its ledger. It ends with the test, however the test ends.</summary>
public sealed class ScriptedVenueProcess : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly Process _process;
    private readonly HttpClient _control;
    private readonly string _ledger;

    private ScriptedVenueProcess(Process process, Uri address, string ledger)
    {
        _process = process;
        _ledger = ledger;
        Address = address;
        _control = new HttpClient { BaseAddress = new Uri(address, "/_control/") };
    }

    /// <summary>Where it listens, e.g. <c>http://127.0.0.1:41234/</c>.</summary>
    public Uri Address { get; }

    /// <summary>The same host as a web socket address with this path.</summary>
    public string Socket(string path) => $"ws://{Address.Authority}{path}";

    /// <summary>The operating system's id of the process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Starts <paramref name="dll"/> (a path; a bare name is looked for beside the test) and returns once it listens.</summary>
    public static async Task<ScriptedVenueProcess> StartAsync(string dll, string ledger, IReadOnlyList<string>? arguments = null, CancellationToken ct = default)
    {
        var file = Path.Combine(AppContext.BaseDirectory, dll);
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        foreach (var argument in (string[])[file, "--ledger", ledger, "--control", "--until-stdin-closes", .. arguments ?? []])
        {
            start.ArgumentList.Add(argument);
        }
        if (!start.ArgumentList.Contains("--urls"))
        {
            start.ArgumentList.Add("--urls");
            start.ArgumentList.Add("http://127.0.0.1:0");
        }
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var address = await ListeningAsync(process, ct);
        return new ScriptedVenueProcess(process, address, ledger);
    }

    /// <summary>Scripts a fault.</summary>
    public Task FaultAsync(Fault fault) => ControlAsync("fault", fault);

    /// <summary>Moves a price; what rests and may now be filled is filled.</summary>
    public Task SetPriceAsync(string symbol, decimal price) => ControlAsync("price", new { symbol, price });

    /// <summary>From now on marketable orders wait until <see cref="FillOpenAsync"/> or <see cref="FillAsync"/>.</summary>
    public Task HoldFillsAsync() => ControlAsync("fills", new { delay = "hold" });

    /// <summary>Fills what can be filled at current prices.</summary>
    public Task FillOpenAsync() => ControlAsync("fill-open", new { });

    /// <summary>Fills an order by so much at this price.</summary>
    public Task FillAsync(string clientOrderId, decimal? quantity = null, decimal? price = null) => ControlAsync("fill", new { clientOrderId, quantity, price });

    /// <summary>Ends an order from the venue's side: <c>canceled</c>, <c>expired</c> or <c>rejected</c>.</summary>
    public Task EndAsync(string clientOrderId, string how) => ControlAsync("end", new { clientOrderId, how });

    /// <summary>Lets go what <see cref="FaultKind.Hold"/> and <see cref="FaultKind.HoldAnswer"/> keep.</summary>
    public Task ReleaseAsync() => ControlAsync("release", new { });

    /// <summary>Cuts all streams.</summary>
    public Task CutStreamsAsync() => ControlAsync("cut", new { });

    /// <summary>The requests that the venue has seen, control calls apart.</summary>
    public async Task<IReadOnlyList<SeenCall>> CallsAsync() => await _control.GetFromJsonAsync<SeenCall[]>("calls", Json) ?? [];

    /// <summary>Any control verb, the dialect's own included.</summary>
    public async Task ControlAsync(string verb, object body)
    {
        using var answer = await _control.PostAsJsonAsync(verb, body, Json);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>What truly happened at the venue, read from its file; works after its end too.</summary>
    public IReadOnlyList<LedgerLine> Ledger() => VenueLedger.Read(_ledger);

    /// <summary>Ends the process as a power cut would.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }
        await _process.WaitForExitAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _control.Dispose();
        _process.Dispose();
    }

    private static async Task<Uri> ListeningAsync(Process process, CancellationToken ct)
    {
        const string Says = "listening on ";
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var complaints = new StringBuilder();
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.StartsWith(Says, StringComparison.Ordinal) == true)
            {
                listening.TrySetResult(new Uri(line.Data[Says.Length..]));
            }
        };
        process.ErrorDataReceived += (_, line) =>
        {
            lock (complaints)
            {
                complaints.AppendLine(line.Data);
            }
        };
        process.Exited += (_, _) =>
        {
            lock (complaints)
            {
                listening.TrySetException(new InvalidOperationException($"the scripted venue ended before it listened: {complaints}"));
            }
        };
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return await listening.Task.WaitAsync(ct);
    }
}
