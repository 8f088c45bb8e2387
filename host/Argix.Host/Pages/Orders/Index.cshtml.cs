using Argix.Accounts;
using Argix.Connections;
using Argix.Trading;
using Argix.Trading.Desks;
using Argix.Trading.Orders;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.Orders;

/// <summary>Orders newest first; the filter stands in the URL.</summary>
public sealed class OrdersModel(ConnectionService connections, TradeReads reads, OrderEntry entry) : MemberPage
{
    private const int Size = 50;

    public static readonly IReadOnlyList<string> States =
        ["pending_submit", "working", "partially_filled", "pending_cancel", "unknown", "filled", "cancelled", "rejected", "denied", "expired", "not_sent"];

    /// <summary><c>open</c> (the default), <c>all</c>, or one state.</summary>
    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true, Name = "connection")]
    public Guid? ConnectionId { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Strategy { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public Listing<OrderView> Orders { get; private set; } = new([], null);

    public string Shown => State is "all" || States.Contains(State) ? State! : "open";

    public string Back => Request.Path + Request.QueryString;

    public string With(string state) => $"/orders?state={state}" + (ConnectionId is { } id ? $"&connection={id}" : "") + (Strategy is { } s ? $"&strategy={s}" : "");

    public async Task OnGetAsync()
    {
        await LoadConnectionsAsync(connections);
        Orders = await reads.OrdersAsync(Me.WorkspaceId, Size, Cursor, Fits);
    }

    public async Task<IActionResult> OnPostCancelAsync(Guid id, string? back)
    {
        var me = Need(Scopes.Trade);
        await reads.OrderAsync(me.WorkspaceId, id); // another workspace's order is not there
        if (await TryAsync(async () => Say(Said(await entry.CancelAsync(me.WorkspaceId, me.Actor, id)))))
        {
            return Return(back);
        }

        TempData["Bad"] = Failure!.Message;
        return Return(back);
    }

    public async Task<IActionResult> OnPostCancelAllAsync(Guid? connection, string? back)
    {
        var me = Need(Scopes.Trade);
        var asked = await entry.CancelAllAsync(me.WorkspaceId, me.Actor, connection);
        Say(asked switch { 0 => "There was no open order to cancel.", 1 => "Asked the broker to cancel 1 order.", _ => $"Asked the brokers to cancel {asked} orders." });
        return Return(back);
    }

    private static string Said(OrderView o) => o.State == "cancelled" ? $"{TradeWords.Title(o)} is cancelled." : $"Asked the broker to cancel {TradeWords.Title(o)}. It may still fill until the broker confirms.";

    private IActionResult Return(string? back) => back is { Length: > 0 } && Url.IsLocalUrl(back) && !back.Contains("handler=", StringComparison.OrdinalIgnoreCase) ? LocalRedirect(back) : LocalRedirect("/orders");

    private bool Fits(OrderView o) => (ConnectionId is null || o.ConnectionId == ConnectionId) && (Strategy is null || o.StrategyId == Strategy) && Shown switch
    {
        "all" => true,
        "open" => !o.IsFinal,
        var state => o.State == state,
    };
}
