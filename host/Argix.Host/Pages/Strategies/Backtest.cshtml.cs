using System.Globalization;
using Argix.Accounts;
using Argix.Connections;
using Argix.Errors;
using Argix.Strategies;
using Argix.Strategies.Backtests;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.Strategies;

/// <summary>What a back-test is started with, as typed.</summary>
public sealed class BacktestForm
{
    public string? From { get; set; }
    public string? To { get; set; }
    public string? Connection { get; set; }
    public string? StartingCash { get; set; } = "100000";
    public string? FeePercent { get; set; } = "0";
    public string? SlippageTicks { get; set; } = "1";
    public IFormFile? Csv { get; set; }
}

/// <summary>Begins back-tests of a strategy and lists those that were run.</summary>
[RequestSizeLimit(64 * 1024 * 1024)]
public sealed class BacktestModel(StrategyService strategies, BacktestService backtests, ConnectionService connections) : MemberPage
{
    private const int MostBytes = 48 * 1024 * 1024;

    public StrategyView Strategy { get; private set; } = null!;

    public IReadOnlyList<BacktestView> Runs { get; private set; } = [];

    public BacktestForm Form { get; private set; } = new();

    public async Task OnGetAsync(Guid id) => await FillAsync(id);

    public async Task<IActionResult> OnPostAsync(Guid id, BacktestForm form)
    {
        var me = Need(Scopes.Trade);
        Form = form;
        BacktestView? run = null;
        if (await TryAsync(async () => run = await backtests.BeginAsync(me.WorkspaceId, id, await ReadAsync(id, form), Cancel)))
        {
            return LocalRedirect($"/strategies/{id}/backtests/{run!.RunId}");
        }

        await FillAsync(id);
        return Page();
    }

    private async Task FillAsync(Guid id)
    {
        Strategy = await strategies.GetAsync(Me.WorkspaceId, id, Cancel);
        Runs = await backtests.ListAsync(Me.WorkspaceId, id, 30, Cancel);
        await LoadConnectionsAsync(connections);
    }

    private async Task<BacktestRequest> ReadAsync(Guid id, BacktestForm form)
    {
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        var (cash, fee) = (TradeWords.Figure(form.StartingCash, "startingCash", errors), TradeWords.Figure(form.FeePercent, "feePercent", errors));
        if (!int.TryParse(form.SlippageTicks, NumberStyles.None, CultureInfo.InvariantCulture, out var slippage))
        {
            errors["slippageTicks"] = "a whole number of ticks";
        }

        if (errors.Count > 0)
        {
            throw TradeWords.Invalid(errors);
        }

        return new BacktestRequest(await CsvAsync(form.Csv), form.Csv is not null ? null : Guid.TryParse(form.Connection, out var connection) ? connection : (await strategies.GetAsync(Me.WorkspaceId, id, Cancel)).ConnectionId, null, null,
            Day(form.From, "from"), Day(form.To, "to"), cash ?? 100_000m, fee ?? 0, slippage);
    }

    private async Task<string?> CsvAsync(IFormFile? file)
    {
        if (file is null)
        {
            return null;
        }

        if (file.Length > MostBytes)
        {
            throw new ArgixException("too_large", "a file of bars may have at most 48 MiB; use longer bars or a shorter time");
        }

        using var reader = new StreamReader(file.OpenReadStream());
        return await reader.ReadToEndAsync(Cancel);
    }

    private static DateTimeOffset? Day(string? text, string field) => string.IsNullOrWhiteSpace(text) ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)
        : throw new ArgixException("validation_failed", $"{field}: a day such as 2024-01-31");
}
