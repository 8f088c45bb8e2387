using System.Collections.Concurrent;
using Argix.Contracts;
using Argix.Data;
using Argix.Errors;
using Argix.Seams;
using Argix.Strategies.Core.Graph;
using Argix.Trading.Lanes;
using Microsoft.EntityFrameworkCore;

namespace Argix.Strategies.Backtests;

/// <summary>What a back-test runs over and assumes: a file, or a connection with a span of time.</summary>
public sealed record BacktestRequest(string? Csv, Guid? ConnectionId, string? Symbol, string? Timeframe, DateTimeOffset? From, DateTimeOffset? To, decimal StartingCash, decimal FeePercent, int SlippageTicks,
    decimal? Tick = null, decimal? Lot = null);

/// <summary>A run: how far it is (0 to 1), and its report as JSON when it is done.</summary>
public sealed record BacktestView(Guid RunId, Guid StrategyId, int Version, string State, double Progress, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, string? Code, string? Detail, string? Report);

/// <summary>Runs back-tests, one at a time, beside everything else. What was running when the host stopped is failed: it can be started again.</summary>
public sealed class BacktestService : IHostedService, IDisposable
{
    private const int Portion = 2000;
    private const int MostBars = 5_000_000;
    private const int MostWaiting = 10;
    private readonly ConcurrentDictionary<Guid, Running> _running = [];
    private readonly SemaphoreSlim _one = new(1);
    private readonly CancellationTokenSource _life = new();
    private readonly DbFactory _db;
    private readonly StrategyService _strategies;
    private readonly MarketFeed _feed;
    private readonly IIdSource _ids;
    private readonly TimeProvider _clock;
    private readonly ILogger<BacktestService> _log;

    public BacktestService(DbFactory db, StrategyService strategies, MarketFeed feed, IIdSource ids, TimeProvider clock, ILogger<BacktestService> log) =>
        (_db, _strategies, _feed, _ids, _clock, _log) = (db, strategies, feed, ids, clock, log);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var data = _db.Open();
        foreach (var row in await data.Backtests.Where(b => b.State == "running").ToListAsync(cancellationToken))
        {
            (row.State, row.Code, row.Detail, row.FinishedAt) = ("failed", "internal", "the host stopped while it ran; start it again", _clock.GetUtcNow());
        }

        await data.SaveChangesAsync(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _life.CancelAsync();
        await Task.WhenAll(_running.Values.Select(r => r.Task ?? Task.CompletedTask));
    }

    /// <summary>Starts a run; returns at once.</summary>
    /// <exception cref="ArgixException"><c>validation_failed</c>: the document, the file or a figure; <c>rate_limited</c>: too many wait already.</exception>
    public async Task<BacktestView> BeginAsync(Guid workspace, Guid strategy, BacktestRequest request, CancellationToken ct)
    {
        var (document, version) = await _strategies.RunnableAsync(workspace, strategy, ct);
        Check(request);
        if (_running.Count >= MostWaiting)
        {
            throw new ArgixException("rate_limited", $"{MostWaiting} back-tests are running or waiting; wait for one to end");
        }

        // A file is read before it is promised, so that a broken one is refused with words.
        var file = request.Csv is { } csv ? CsvBars.Read(csv) : null;
        if (file is null)
        {
            await _strategies.RequireConnectionAsync(workspace, request.ConnectionId, ct);
        }

        var row = new BacktestRow { WorkspaceId = workspace, Id = _ids.NewId(), StrategyId = strategy, Version = version, State = "running", StartedAt = _clock.GetUtcNow() };
        await using var data = _db.Open();
        data.Backtests.Add(row);
        await data.SaveChangesAsync(ct);
        var run = _running[row.Id] = new Running(CancellationTokenSource.CreateLinkedTokenSource(_life.Token));
        run.Task = Task.Run(() => RunAsync(row, run, document, request, file), CancellationToken.None);
        return View(row);
    }

    /// <exception cref="ArgixException"><c>not_found</c>.</exception>
    public async Task<BacktestView> GetAsync(Guid workspace, Guid strategy, Guid id, CancellationToken ct)
    {
        await using var data = _db.Open();
        return View(await RequireAsync(data, workspace, strategy, id, ct));
    }

    /// <summary>Runs of a strategy, newest first, without their reports.</summary>
    /// <exception cref="ArgixException"><c>not_found</c>: the workspace has no such strategy.</exception>
    public async Task<IReadOnlyList<BacktestView>> ListAsync(Guid workspace, Guid strategy, int limit, CancellationToken ct)
    {
        await _strategies.GetAsync(workspace, strategy, ct);
        await using var data = _db.Open();
        var rows = await data.Backtests.AsNoTracking().Where(b => b.WorkspaceId == workspace && b.StrategyId == strategy).OrderByDescending(b => b.StartedAt).Take(limit).ToListAsync(ct);
        return [.. rows.Select(r => View(r) with { Report = null })];
    }

    /// <summary>Asks a run to stop; one that has ended stays as it is.</summary>
    public async Task<BacktestView> CancelAsync(Guid workspace, Guid strategy, Guid id, CancellationToken ct)
    {
        await GetAsync(workspace, strategy, id, ct);
        if (_running.TryGetValue(id, out var run))
        {
            await run.Stop.CancelAsync();
            await (run.Task ?? Task.CompletedTask).WaitAsync(ct);
        }

        return await GetAsync(workspace, strategy, id, ct);
    }

    public void Dispose()
    {
        _one.Dispose();
        _life.Dispose();
    }

    private async Task RunAsync(BacktestRow row, Running run, GraphDocument document, BacktestRequest request, ImportedBars? file)
    {
        string? report = null;
        var (state, code, detail) = ("completed", (string?)null, (string?)null);
        try
        {
            await _one.WaitAsync(run.Stop.Token);
            try
            {
                report = (await ReportAsync(document, row.Version, request, file, run)).Write();
            }
            finally
            {
                _one.Release();
            }
        }
        catch (OperationCanceledException) when (run.Stop.IsCancellationRequested)
        {
            state = "cancelled";
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            (state, code, detail) = ("failed", (e as ArgixException)?.Code ?? "internal", e is ArgixException or VenueException ? e.Message : e.GetType().Name);
            _log.LogWarning("Back-test {Run} failed: {Error}", row.Id, e.GetType().Name);
        }

        await Chore.GuardAsync("Keeping a back-test", () => KeepAsync(row.WorkspaceId, row.Id, state, report, code, detail), _log);
        _running.TryRemove(row.Id, out _);
        run.Stop.Dispose();
    }

    private async Task<BacktestReport> ReportAsync(GraphDocument document, int version, BacktestRequest request, ImportedBars? file, Running run)
    {
        var frame = request.Timeframe ?? (file is null ? null : System.Xml.XmlConvert.ToString(file.Step));
        var traded = Trades.With(document, request.ConnectionId, request.Symbol, null, frame);
        StrategyService.RequireRunnable(traded);
        var asset = new Settings(BlockCatalogue.Find("bars")!, traded.OfType("bars").Single().Parameters).Text("assetClass");
        var (tick, lot) = BacktestSettings.Steps(asset);
        using var tester = new Backtester(traded, new BacktestSettings(request.StartingCash, request.FeePercent, request.SlippageTicks, request.Tick ?? tick, request.Lot ?? lot), version);
        var trades = Trades.Of(traded);
        var (count, first, last) = (0, (DateTimeOffset?)null, (DateTimeOffset?)null);
        await foreach (var portion in PortionsAsync(file, trades, request, run.Stop.Token))
        {
            run.Stop.Token.ThrowIfCancellationRequested();
            foreach (var bar in portion.Bars)
            {
                tester.Take(bar);
                (first, last) = (first ?? bar.Start, bar.Start);
            }

            count += portion.Bars.Count;
            run.Progress = portion.Progress;
            if (count > MostBars)
            {
                throw new ArgixException("validation_failed", $"bars: more than {MostBars} bars; choose a shorter span or longer bars");
            }
        }

        return count == 0
            ? throw new ArgixException("validation_failed", "bars: the connection has no bars of this instrument in this span")
            : tester.Report(new BacktestData(file is null ? "connection" : "csv", trades.Symbol, System.Xml.XmlConvert.ToString(trades.Size), count, first, last,
                file?.BadRows ?? 0, file?.Duplicates ?? 0, file?.OutOfOrder ?? 0, file?.Gaps ?? 0, file?.Issues ?? []));
    }

    private async IAsyncEnumerable<(IReadOnlyList<Bar> Bars, double Progress)> PortionsAsync(ImportedBars? file, Trades trades, BacktestRequest request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        if (file is not null)
        {
            foreach (var portion in file.Bars.Chunk(Portion).Select((b, i) => (b, (double)Math.Min(file.Bars.Count, (i + 1) * Portion) / file.Bars.Count)))
            {
                yield return portion;
            }

            yield break;
        }

        var (from, to) = (request.From!.Value, request.To!.Value);
        for (var at = from; at < to;)
        {
            var until = to - at > trades.Size * Portion ? at + (trades.Size * Portion) : to;
            yield return (await _feed.BarsAsync(trades.Source(), at, until, ct), (until - from) / (to - from));
            at = until;
        }
    }

    private async Task KeepAsync(Guid workspace, Guid id, string state, string? report, string? code, string? detail)
    {
        await using var data = _db.Open();
        if (await data.Backtests.FirstOrDefaultAsync(b => b.WorkspaceId == workspace && b.Id == id) is { } row)
        {
            (row.State, row.Report, row.Code, row.Detail, row.FinishedAt) = (state, report, code, detail, _clock.GetUtcNow());
            await data.SaveChangesAsync();
        }
    }

    private static void Check(BacktestRequest r)
    {
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        Need(errors, r.Csv is null != r.ConnectionId is null, "bars", "give either csv, or connectionId with symbol, timeframe, from and to");
        Need(errors, r.Csv is not null || (r.From < r.To), "bars.from", "from and to, from before to");
        Need(errors, r.Timeframe is null || Durations.IsBar(r.Timeframe), "bars.timeframe", "an ISO 8601 duration from PT1S to P31D");
        Need(errors, r.StartingCash is > 0 and <= 1_000_000_000_000m, "startingCash", "more than 0");
        Need(errors, r.FeePercent is >= 0 and <= 10, "feePercent", "0 to 10");
        Need(errors, r.SlippageTicks is >= 0 and <= 10_000, "slippageTicks", "0 to 10000");
        Need(errors, r.Tick is null or (> 0 and <= 10_000), "tick", "more than 0");
        Need(errors, r.Lot is null or (> 0 and <= 1_000_000), "lot", "more than 0");
        if (errors.Count > 0)
        {
            throw new ArgixException("validation_failed", $"{errors.First().Key}: {errors.First().Value}") { Facts = new Dictionary<string, object?> { ["errors"] = errors } };
        }
    }

    private static void Need(Dictionary<string, string> errors, bool fine, string field, string wanted)
    {
        if (!fine)
        {
            errors[field] = wanted;
        }
    }

    private static async Task<BacktestRow> RequireAsync(ArgixDb data, Guid workspace, Guid strategy, Guid id, CancellationToken ct) =>
        await data.Backtests.AsNoTracking().FirstOrDefaultAsync(b => b.WorkspaceId == workspace && b.StrategyId == strategy && b.Id == id, ct)
        ?? throw new ArgixException("not_found", "there is no such back-test in this workspace");

    private BacktestView View(BacktestRow r) => new(r.Id, r.StrategyId, r.Version, r.State, r.State == "completed" ? 1 : _running.GetValueOrDefault(r.Id)?.Progress ?? 0, r.StartedAt, r.FinishedAt, r.Code, r.Detail, r.Report);

    private sealed class Running(CancellationTokenSource stop)
    {
        public CancellationTokenSource Stop { get; } = stop;
        public double Progress { get; set; }
        public Task? Task { get; set; }
    }
}
