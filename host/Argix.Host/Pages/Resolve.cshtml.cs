using Argix.Accounts;
using Argix.Trading;
using Argix.Trading.Desks;
using Argix.Trading.Orders;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages;

/// <summary>One order in doubt: a person says, with evidence, what the broker says of it.</summary>
public sealed class ResolveModel(TradeReads reads, OrderEntry entry) : MemberPage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public ResolveForm Form { get; set; } = new();

    public OrderView Order { get; private set; } = null!;

    public async Task OnGetAsync()
    {
        Need(Scopes.Admin);
        Order = await reads.OrderAsync(Me.WorkspaceId, Id);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var me = Need(Scopes.Admin);
        Order = await reads.OrderAsync(me.WorkspaceId, Id);
        var says = new Resolution(Form.Outcome ?? "", Form.Evidence ?? "", Form.BrokerOrderId, Form.FilledQuantity, Form.AveragePrice);
        if (!await TryAsync(() => entry.ResolveAsync(me.WorkspaceId, me.Actor, Id, says)))
        {
            return Page();
        }

        Say("Written down, with your evidence. If the broker ever says otherwise, its word counts and you will be told.");
        return Redirect($"/orders/{Id}");
    }
}

/// <summary>What the form holds.</summary>
public sealed class ResolveForm
{
    public string? Outcome { get; set; }
    public string? Evidence { get; set; }
    public string? BrokerOrderId { get; set; }
    public decimal? FilledQuantity { get; set; }
    public decimal? AveragePrice { get; set; }
}
