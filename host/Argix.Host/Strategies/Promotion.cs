using Argix.Data;
using Argix.Errors;
using Argix.Trading;

namespace Argix.Strategies;

/// <summary>One line of the checklist before live.</summary>
public sealed record ChecklistItem(string Id, bool Done, string Text);

/// <summary>What somebody who arms on a live connection says and may.</summary>
internal sealed record LiveWish(bool Confirmed, bool Admin);

/// <summary>The way from paper to live: days, orders, nothing unknown, limits set; then a person confirms.</summary>
internal sealed class Promotion(TradeReads reads, TimeProvider clock)
{
    public const int Days = 5;
    public const int Orders = 20;

    public async Task<IReadOnlyList<ChecklistItem>> ChecklistAsync(StrategyRow row, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var stored = StoredStrategy.Read(row.Parameters);
        var days = stored.FirstArmedAt is { } first ? (int)(clock.GetUtcNow() - first).TotalDays : 0;
        var orders = await reads.CountAsync(row.WorkspaceId, row.Id);
        var unknown = (await reads.OrdersAsync(row.WorkspaceId, 500, null, o => o.StrategyId == row.Id && (o.State == "unknown" || o.Doubt is not null))).Items.Count;
        var limits = (await reads.LimitsAsync(row.WorkspaceId)).Any(l => l.Scope == "strategy" && l.Id == row.Id.ToString());
        return
        [
            new("days", days >= Days, $"{days} of {Days} days since it was first armed on paper"),
            new("orders", orders >= Orders, $"{orders} of {Orders} orders"),
            new("unknown", unknown == 0, unknown == 0 ? "no order is unknown" : $"{unknown} orders are unknown; see Repairs"),
            new("limits", limits, limits ? "limits of its own are set" : "set a limit for this strategy on the Risk page, or give it a max_orders or price_collar block"),
        ];
    }

    /// <exception cref="ArgixException"><c>forbidden</c> or <c>validation_failed</c> with the checklist.</exception>
    public async Task RequireAsync(StrategyRow row, LiveWish wish, CancellationToken ct)
    {
        var list = await ChecklistAsync(row, ct);
        if (!wish.Admin)
        {
            throw new ArgixException("forbidden", "arming on a live connection needs the admin role and scope");
        }

        if (list.FirstOrDefault(i => !i.Done) is { } missing)
        {
            throw new ArgixException("validation_failed", $"it is not ready for live: {missing.Text}") { Facts = new Dictionary<string, object?> { ["checklist"] = list } };
        }

        if (!wish.Confirmed)
        {
            throw new ArgixException("validation_failed", "confirmLive: this arms a strategy with real money; say confirmLive: true") { Facts = new Dictionary<string, object?> { ["checklist"] = list } };
        }
    }
}
