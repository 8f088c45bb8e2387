using System.Globalization;
using Argix.Accounts;
using Argix.Connections;
using Argix.Errors;
using Argix.Seams;
using Argix.Trading;
using Argix.Trading.Orders;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.Positions;

/// <summary>Positions of our own book, held against the broker's, each with a way out.</summary>
public sealed class PositionsModel(ConnectionService connections, TradeReads reads, OrderEntry entry, IIdSource ids) : MemberPage
{
    private static readonly TimeSpan AckWait = TimeSpan.FromSeconds(2);

    public IReadOnlyList<PositionView> Positions { get; private set; } = [];

    /// <summary>Flat now, but something was earned or lost.</summary>
    public IReadOnlyList<PositionView> Past { get; private set; } = [];

    /// <summary>Made with the form, so that a second click of it closes nothing twice.</summary>
    public string NewKey() => $"close-{ids.NewId():N}";

    public async Task OnGetAsync()
    {
        await LoadConnectionsAsync(connections);
        var all = await reads.PositionsAsync(Me.WorkspaceId);
        Positions = [.. all.Where(p => p.Quantity != 0 || p.Drift != 0)];
        Past = [.. all.Where(p => p.Quantity == 0 && p.Drift == 0)];
    }

    public async Task<IActionResult> OnPostCloseAsync(string? id, string? quantity, string? key)
    {
        var me = Need(Scopes.Trade);
        if (await TryAsync(async () => key = (await CloseAsync(me, id, quantity, key)).ToString()))
        {
            return LocalRedirect($"/orders/{key}");
        }

        TempData["Bad"] = Failure!.Message;
        return LocalRedirect("/positions");
    }

    private async Task<Guid> CloseAsync(Caller me, string? id, string? quantity, string? key)
    {
        // The quantity that the person saw is what is closed; reduce-only keeps a changed position from turning round.
        var position = (await reads.PositionsAsync(me.WorkspaceId)).FirstOrDefault(p => p.Id == id);
        if (position is null || key is not { Length: > 0 and <= 64 } || !decimal.TryParse(quantity, NumberStyles.Float, CultureInfo.InvariantCulture, out var seen) || seen == 0)
        {
            throw new ArgixException("not_found", "that position is not open any more; look at the list again");
        }

        var order = new OrderRequest(position.ConnectionId, position.Instrument.Symbol, position.Instrument.AssetClass, seen > 0 ? "sell" : "buy", "market", Math.Abs(seen), ReduceOnly: true);
        return (await entry.PlaceAsync(me.WorkspaceId, me.Actor, "hand", order, key, AckWait, null, Cancel)).Order.Id;
    }
}
