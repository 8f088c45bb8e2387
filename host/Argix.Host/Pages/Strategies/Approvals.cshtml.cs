using Argix.Accounts;
using Argix.Strategies;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.Strategies;

/// <summary>Intents that wait for a person. What nobody lets go in time is not sent.</summary>
public sealed class ApprovalsModel(StrategyService strategies, Argix.Strategies.Approvals approvals) : MemberPage
{
    public IReadOnlyList<ApprovalView> Items { get; private set; } = [];

    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();

    public async Task OnGetAsync() => await FillAsync();

    public Task<IActionResult> OnPostApproveAsync(Guid id) => DecideAsync(me => approvals.ApproveAsync(me.WorkspaceId, id, me.Actor, Cancel));

    public Task<IActionResult> OnPostRefuseAsync(Guid id) => DecideAsync(me => approvals.RefuseAsync(me.WorkspaceId, id, me.Actor, Cancel));

    private async Task<IActionResult> DecideAsync(Func<Caller, Task<ApprovalView>> decide)
    {
        var me = Need(Scopes.Trade);
        ApprovalView? view = null;
        if (await TryAsync(async () => view = await decide(me)))
        {
            Say(view!.State switch
            {
                "approved" when view.OrderId is not null => "Let go: the order has its own page now.",
                "approved" => $"Let go, but no order came of it: {view.Detail}",
                "refused" => "Refused. Nothing was sent.",
                _ => $"It is {view.State}. Nothing was sent.",
            });
            return LocalRedirect(view.OrderId is { } order && view.State == "approved" ? $"/orders/{order}" : "/strategies/approvals");
        }

        await FillAsync();
        return Page();
    }

    private async Task FillAsync()
    {
        Items = await approvals.ListAsync(Me.WorkspaceId, null, 100, Cancel);
        Names = (await strategies.ListAsync(Me.WorkspaceId, Cancel)).ToDictionary(s => s.Id, s => s.Name);
    }
}
