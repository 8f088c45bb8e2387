using Argix.Accounts;
using Argix.Connections;
using Argix.Contracts;
using Argix.Errors;
using Argix.Plugins;
using Argix.Seams;
using Argix.Trading;
using Argix.Trading.Core;
using Argix.Trading.Orders;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.Orders;

/// <summary>The order ticket. Its key is made with the form, so that one form makes at most one order, however often it is sent.</summary>
public sealed class NewModel(ConnectionService connections, OrderEntry entry, TradeReads reads, InstrumentReads instruments, BrokerCatalogue catalogue, IIdSource ids, TimeProvider clock) : MemberPage
{
    private const int MostFound = 12;
    private static readonly TimeSpan AckWait = TimeSpan.FromSeconds(2);

    [BindProperty(SupportsGet = true)]
    public Ticket Form { get; set; } = new();

    /// <summary>Idempotency key of this form.</summary>
    [BindProperty]
    public string? Key { get; set; }

    /// <summary>Fingerprint of the order that the last preview showed.</summary>
    [BindProperty]
    public string? Previewed { get; set; }

    public Preview? Preview { get; private set; }
    public string? PreviewNote { get; private set; }
    public IReadOnlyList<ConnectionView> Choices { get; private set; } = [];
    /// <summary>What fits what stands in the symbol field, once it was searched for.</summary>
    public IReadOnlyList<Instrument>? Found { get; private set; }

    /// <summary>The one that was taken from what was found.</summary>
    public Instrument? Picked { get; private set; }

    public IReadOnlyList<string> Symbols { get; private set; } = [];
    public ConnectionView? Chosen => Guid.TryParse(Form.Connection, out var id) ? Connections.GetValueOrDefault(id) : null;
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>What each broker takes, for the help beside the form.</summary>
    public IEnumerable<(ConnectionView Connection, string AssetClass, string Type, string Times)> Takes =>
        from c in Choices
        from o in catalogue.Find(c.BrokerId)?.Manifest.Orders ?? []
        from t in o.Types
        select (c, o.AssetClass, t.Key, string.Join(", ", t.Value));

    public async Task OnGetAsync()
    {
        Need(Scopes.Trade);
        await FillAsync();
    }

    /// <summary>Searches the chosen connection for what stands in the symbol field. <paramref name="pick"/>: <c>class symbol</c>, one of what was found before.</summary>
    public async Task<IActionResult> OnPostFindAsync(string? pick)
    {
        Need(Scopes.Trade);
        if (pick?.Split(' ', 2) is [var assetClass, var symbol])
        {
            (Form.AssetClass, Form.Symbol) = (assetClass, symbol);
        }

        await TryAsync(async () =>
        {
            var found = await SearchAsync();
            Picked = pick is null ? null : found.FirstOrDefault(i => i.Symbol == Form.Symbol);
            Found = Picked is null ? found : null;
        });
        await FillAsync();
        return Page();
    }

    /// <summary>The same for the script, while somebody types.</summary>
    public async Task<IActionResult> OnGetInstrumentsAsync()
    {
        Need(Scopes.Trade);
        IReadOnlyList<Instrument> found = [];
        try
        {
            found = await SearchAsync();
        }
        catch (ArgixException)
        {
            // Whoever types on needs no error: the list stays empty, and Find says why.
        }

        return new JsonResult(found.Select(i => new { symbol = i.Symbol, assetClass = OrderWords.Of(i.AssetClass), says = InstrumentWords.Name(i) }));
    }

    public async Task<IActionResult> OnPostPreviewAsync()
    {
        var me = Need(Scopes.Trade);
        await TryAsync(async () =>
        {
            var order = Form.Read();
            Preview = await entry.PreviewAsync(me.WorkspaceId, me.Actor, order, Cancel);
            Previewed = order.Parse().Hash();
        });
        await FillAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostPlaceAsync()
    {
        var me = Need(Scopes.Trade);
        if (Key is not { Length: > 0 and <= 64 } || Key.Any(c => c is < '!' or > '~'))
        {
            Key = null;
            Refuse(new ArgixException("bad_request", "the form had no key any more, so nothing was sent; check it and send it again"));
            await FillAsync();
            return Page();
        }

        Placed? placed = null;
        if (await TryAsync(async () => placed = await PlaceAsync(me)) && placed is not null)
        {
            if (placed.Existing)
            {
                TempData["Warn"] = "This form had placed this order already. Nothing was sent twice.";
            }

            return LocalRedirect($"/orders/{placed.Order.Id}");
        }

        if (Failure?.Code == "idempotency_conflict")
        {
            Key = null; // a new form from here on
            PreviewNote = "The form as it was before has placed an order already; look at your orders first. If you place this one, it is a second order.";
        }

        await FillAsync();
        return Page();
    }

    // A live order is always shown before it is sent: the first press previews, the second places.
    private async Task<Placed?> PlaceAsync(Caller me)
    {
        var order = Form.Read();
        var connection = await connections.GetAsync(me.WorkspaceId, order.ConnectionId, Cancel);
        var print = order.Parse().Hash();
        if (connection.EnvironmentKind == "live" && Previewed != print)
        {
            Preview = await entry.PreviewAsync(me.WorkspaceId, me.Actor, order, Cancel);
            (Previewed, PreviewNote) = (print, "Nothing was sent yet: live orders are shown once before they leave.");
            return null;
        }

        return await entry.PlaceAsync(me.WorkspaceId, me.Actor, "hand", order, Key, AckWait, null, Cancel);
    }

    private Task<IReadOnlyList<Instrument>> SearchAsync() => instruments.SearchAsync(Me.WorkspaceId, Guid.TryParse(Form.Connection, out var id) ? id : Guid.Empty, Form.Symbol ?? "", MostFound, Cancel);

    private async Task FillAsync()
    {
        await LoadConnectionsAsync(connections);
        Choices = [.. Connections.Values.Where(TradeWords.TakesOrders).OrderBy(c => c.EnvironmentKind == "live").ThenBy(c => c.Name, StringComparer.OrdinalIgnoreCase)];
        Form.Connection ??= Choices.Count > 0 ? Choices[0].Id.ToString() : null;
        Form.AssetClass ??= "equity";
        Form.Side ??= "buy";
        Form.Type ??= "market";
        Form.SizeBy ??= "quantity";
        Key ??= $"hand-{ids.NewId():N}";
        var held = (await reads.PositionsAsync(Me.WorkspaceId)).Select(p => p.Instrument.Symbol);
        var recent = (await reads.OrdersAsync(Me.WorkspaceId, 50, null)).Items.Select(o => o.Instrument.Symbol);
        Symbols = [.. held.Concat(recent).Distinct().Order(StringComparer.Ordinal)];
    }
}
