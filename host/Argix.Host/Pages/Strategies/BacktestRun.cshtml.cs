using Argix.Accounts;
using Argix.Errors;
using Argix.Strategies;
using Argix.Strategies.Backtests;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.Strategies;

/// <summary>One back-test: how far it is, or its report.</summary>
public sealed class BacktestRunModel(StrategyService strategies, BacktestService backtests) : MemberPage
{
    private const int MostPoints = 600;

    public StrategyView Strategy { get; private set; } = null!;

    public BacktestView Run { get; private set; } = null!;

    public BacktestReport? Report { get; private set; }

    public bool Running => Run.State is "waiting" or "running" or "queued";

    /// <summary>The curve thinned to what a screen can show; the file has every point.</summary>
    public IEnumerable<EquityPoint> Curve => Report is not { Equity.Count: > 0 } r ? [] : r.Equity.Where((_, i) => i % Math.Max(1, r.Equity.Count / MostPoints) == 0 || i == r.Equity.Count - 1);

    public async Task OnGetAsync(Guid id, Guid run) => await FillAsync(id, run);

    public async Task<IActionResult> OnPostCancelAsync(Guid id, Guid run)
    {
        var me = Need(Scopes.Trade);
        await backtests.CancelAsync(me.WorkspaceId, id, run, Cancel);
        return LocalRedirect($"/strategies/{id}/backtests/{run}");
    }

    public Task<IActionResult> OnGetEquityAsync(Guid id, Guid run) => CsvAsync(id, run, "equity", r => r.EquityCsv());

    public Task<IActionResult> OnGetTradesAsync(Guid id, Guid run) => CsvAsync(id, run, "trades", r => r.TradesCsv());

    private async Task<IActionResult> CsvAsync(Guid id, Guid run, string what, Func<BacktestReport, string> write)
    {
        await FillAsync(id, run);
        return Report is null ? throw new ArgixException("not_found", "this back-test has no report") : File(System.Text.Encoding.UTF8.GetBytes(write(Report)), "text/csv", $"{what}-{run}.csv");
    }

    private async Task FillAsync(Guid id, Guid run)
    {
        Strategy = await strategies.GetAsync(Me.WorkspaceId, id, Cancel);
        Run = await backtests.GetAsync(Me.WorkspaceId, id, run, Cancel);
        Report = Run.Report is { } json ? BacktestReport.Read(json) : null;
        if (Running)
        {
            Response.Headers["Refresh"] = "2"; // progress without a script
        }
    }
}
