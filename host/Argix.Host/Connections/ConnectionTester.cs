using Argix.Connections.Adapters;
using Argix.Connections.Egress;
using Argix.Contracts;
using Argix.Errors;
using Argix.Plugins;
using Argix.Seams;

namespace Argix.Connections;

/// <summary>A test with what only the connect flow needs besides: the adapter's report and the values that were used.</summary>
public sealed record TestOutcome(TestResult Result, LoginReport? Report, IReadOnlyDictionary<string, string> Values)
{
    public override string ToString() => $"test outcome: {(Result.Ok ? "ok" : "failed")}";
}

/// <summary>
/// Tries credentials out: form, network, then the adapter's read-only probe. Nothing is stored; the values are kept out of the log while it runs,
/// and what the adapter may write goes into a folder that is removed.
/// </summary>
public sealed class ConnectionTester(IBrokers brokers, PortFactory ports, NetworkChecks network, HideSecret hide, IIdSource ids, TimeProvider clock,
    ILogger<ConnectionTester> log)
{
    private static readonly TimeSpan ProbeDeadline = TimeSpan.FromSeconds(30);

    /// <summary>Tests a form. <paramref name="progress"/> hears each check as soon as it is known.</summary>
    public async Task<TestResult> TestAsync(TestRequest request, IProgress<CheckResult>? progress, CancellationToken ct) =>
        (await RunAsync(request, progress, ct)).Result;

    /// <summary>The same, for the connect flow.</summary>
    public async Task<TestOutcome> RunAsync(TestRequest request, IProgress<CheckResult>? progress, CancellationToken ct)
    {
        var entry = RequireOpen(request.BrokerId);
        var values = FormRules.Check(entry, request);
        if (!brokers.MethodAvailable(entry, entry.Method(request.MethodId)!, out var reason))
        {
            throw FormRules.Failed("methodId", reason ?? "This method is not available here.");
        }
        return await ProbeAsync(entry, request with { Credentials = values }, progress, ct);
    }

    /// <summary>The probe alone, for tokens that the host got itself.</summary>
    internal Task<TestOutcome> ProbeTokensAsync(BrokerEntry entry, TestRequest request, CancellationToken ct, IProgress<CheckResult>? progress = null) =>
        ProbeAsync(entry, request, progress, ct);

    /// <summary>The broker, if it can be connected now.</summary>
    public BrokerEntry RequireOpen(string brokerId)
    {
        var entry = brokers.Require(brokerId);
        return entry.Connectable ? entry : throw new ArgixException(entry.BlockedCode ?? "docs_only",
            $"{entry.Manifest.Name} cannot be connected now. {entry.AvailabilityReason ?? entry.Reason ?? "See its page in the marketplace."}");
    }

    private async Task<TestOutcome> ProbeAsync(BrokerEntry entry, TestRequest request, IProgress<CheckResult>? progress, CancellationToken ct)
    {
        var sheet = new CheckSheet(entry, progress, request.Credentials.Values);
        var hidden = request.Credentials.Values.Select(v => hide(v)).ToList();
        try
        {
            sheet.Add(await network.DnsAsync(entry, request.EnvironmentId, ct));
            sheet.Add(sheet.Ok ? await network.TlsAsync(entry, request.EnvironmentId, ct) : CheckSheet.Skipped(CheckIds.Tls));
            var report = sheet.Ok ? await AskAsync(entry, request, sheet, ct) : null;
            sheet.Merge(report, request.AccountId, clock.GetUtcNow());
            return new(sheet.Result(report, request.AccountId), report, request.Credentials);
        }
        finally
        {
            hidden.ForEach(h => h.Dispose());
        }
    }

    private async Task<LoginReport?> AskAsync(BrokerEntry entry, TestRequest request, CheckSheet sheet, CancellationToken ct)
    {
        var folder = Path.Combine(Path.GetTempPath(), "argix-test-" + ids.NewToken(16));
        using var deadline = new CancellationTokenSource(ProbeDeadline, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            using var port = ports.Create(entry, request.EnvironmentId, request.MethodId, ids.NewId(), Secrets(request.Credentials), folder);
            await using var lease = await brokers.OpenAsync(request.BrokerId, port, both.Token);
            // WaitAsync: an adapter that ignores its token must not hold the person either.
            return await lease.Adapter.ProbeAsync(both.Token).WaitAsync(both.Token);
        }
        catch (Exception e) when (e is not ArgixException && !ct.IsCancellationRequested)
        {
            sheet.Stop(Explain(e, entry.Manifest.Name));
            return null;
        }
        finally
        {
            Remove(folder);
        }
    }

    // Words of a plugin's exception are not shown: nobody knows what it put into them.
    private CheckResult Explain(Exception e, string broker)
    {
        var (code, detail) = e switch
        {
            VenueException v => (v.Code, $"{broker}: {v.Message}"),
            OperationCanceledException => (ErrorCodes.BrokerTimeout, $"{broker} did not answer within {ProbeDeadline.TotalSeconds:0} s. Try again in a moment."),
            _ => ("plugin_faulted", $"The plugin for {broker} failed ({e.GetType().Name}). The log has the time; tell its publisher."),
        };
        log.LogWarning("Connection test of {Broker} ended with {Code} ({Exception})", broker, code, e.GetType().Name);
        return new(CheckIds.Authentication, "failed", code, detail);
    }

    private static ReadSecret Secrets(IReadOnlyDictionary<string, string> values) => (field, _) =>
        values.TryGetValue(field, out var value) ? ValueTask.FromResult(value) : throw new KeyNotFoundException("The login has no such field.");

    private void Remove(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (IOException e)
        {
            log.LogWarning(e, "The folder of a connection test could not be removed: {Folder}", folder);
        }
    }
}
