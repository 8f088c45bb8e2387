using System.Globalization;
using Argix.Accounts;
using Argix.Connections;
using Argix.Errors;
using Argix.Trading;
using Argix.Trading.Core;
using Argix.Trading.Core.Risk;
using Argix.Trading.Desks;
using Argix.Trading.Orders;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.Risk;

/// <summary>What a stop did so far, told from the orders themselves.</summary>
public sealed record StopProgress(KillLatch Latch, int Cancelled, int Filled, int Waiting);

/// <summary>A limit form as typed.</summary>
public sealed class LimitForm
{
    public string? Scope { get; set; }
    public string? Id { get; set; }
    public string? MaxValue { get; set; }
    public string? Position { get; set; }
    public string? PerSecond { get; set; }
    public string? PerMinute { get; set; }
    public string? Reason { get; set; }

    /// <summary>The other figures by their JSON name.</summary>
    public Dictionary<string, string?> Figures { get; set; } = [];
    public string? Restricted { get; set; }

    public string? Text(string figure) => figure switch { "max_value" => MaxValue, "position" => Position, _ => Figures.GetValueOrDefault(figure) };

    /// <summary>An item as it stands, ready to be changed.</summary>
    public static LimitForm Of(LimitItem item) => new()
    {
        Scope = item.Scope, Id = item.Id, PerSecond = item.MessageRate?.PerSecond.ToString(CultureInfo.InvariantCulture), PerMinute = item.MessageRate?.PerMinute.ToString(CultureInfo.InvariantCulture),
        MaxValue = Exact(item.MaxValue), Position = Exact(item.Position), Restricted = string.Join(", ", item.Restricted ?? []),
        Figures = LimitFigures.All.ToDictionary(f => f.Id, f => Exact(f.Get(item))),
    };

    private static string? Exact(decimal? figure) => figure is { } f ? Web.Format.Exact(f) : null;
}

/// <summary>Limits in figures, and the kill switch.</summary>
public sealed class RiskModel(ConnectionService connections, TradeReads reads, KillSwitch kill, PlatformAdmins admins, Trading.RestoreGate gate, TimeProvider clock) : MemberPage
{
    public IReadOnlyList<LimitItem> Limits { get; private set; } = [];
    public IReadOnlyList<StopProgress> Stops { get; private set; } = [];
    public IReadOnlyList<StoppedStrategy> Stopped { get; private set; } = [];
    public LimitForm Form { get; private set; } = new();

    public async Task OnGetAsync() => await FillAsync();

    public async Task<IActionResult> OnPostLimitAsync(LimitForm form)
    {
        var me = Need(Scopes.Trade);
        Form = form;
        if (await TryAsync(() => SetAsync(me, form)))
        {
            Say("The limits are in force for every order from now on.");
            return LocalRedirect("/risk");
        }

        await FillAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostRearmAsync(Guid strategy, string? reason)
    {
        var me = Need(Scopes.Admin);
        if (await TryAsync(() => RearmAsync(me, strategy, reason)))
        {
            Say("The strategy may send orders again.");
            return LocalRedirect("/risk");
        }

        await FillAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostReleaseAsync(string? scope, string? id, string? reason)
    {
        var me = Need(Scopes.Admin);
        if (await TryAsync(() => ReleaseAsync(me, scope ?? "", string.IsNullOrEmpty(id) ? null : id, reason)))
        {
            Say("The kill switch is released. New orders can leave again.");
            return LocalRedirect("/risk");
        }

        await FillAsync();
        return Page();
    }

    /// <summary>Stops every workspace. No fresh sign-in: stopping is never made hard.</summary>
    public async Task<IActionResult> OnPostPlatformAsync(string? reason)
    {
        var me = Need(Scopes.Admin);
        await admins.RequireAsync(me, Cancel);
        var words = reason is { Length: > 0 and <= 500 } && !reason.Any(char.IsControl) ? reason : "Pressed by hand";
        var report = await kill.PressPlatformAsync(me.Actor, words, cancelOpen: true, CancellationToken.None);
        TempData["Warn"] = $"Trading is stopped in every workspace. {report.Cancelled}/{report.CancelRequested} cancelled, {report.Waiting} waiting for the broker.";
        return LocalRedirect("/risk");
    }

    /// <summary>Whether this person may stop every workspace.</summary>
    public bool MayStopAll { get; private set; }

    /// <summary>The form for a new item, with what was typed if it was refused.</summary>
    public LimitForm Blank => new() { MaxValue = Form.MaxValue, Position = Form.Position, PerSecond = Form.PerSecond, PerMinute = Form.PerMinute, Reason = Form.Reason, Figures = Form.Figures, Restricted = Form.Restricted };

    /// <summary>What a scope is called.</summary>
    public string Name(string scope, string? id) => (scope, id) switch
    {
        ("tenant", _) => "Whole workspace",
        (KillFile.Platform, _) => "Every workspace of this platform",
        (Trading.RestoreGate.Scope, _) => "Whole workspace (restored journal)",
        ("environment_kind", var kind) => $"Every {kind} connection",
        ("connection", var c) => "Connection " + (Guid.TryParse(c, out var guid) && Connections.GetValueOrDefault(guid) is { } known ? known.Name : c),
        ("symbol", var symbol) => "Symbol " + symbol,
        ("strategy", var strategy) => "Strategy " + strategy,
        _ => scope + " " + id,
    };

    private async Task SetAsync(Caller me, LimitForm form)
    {
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        var rate = Rate(form, errors);
        var id = string.IsNullOrWhiteSpace(form.Id) || form.Scope == LimitBook.Tenant ? null : form.Id.Trim();
        if (!LimitBook.Scopes.Contains(form.Scope ?? "") || (form.Scope != LimitBook.Tenant && id is null)
            || (form.Scope == LimitBook.EnvironmentKind && id is not ("paper" or "demo" or "live")) || (form.Scope is "connection" or "strategy" && !Guid.TryParse(id, out _)))
        {
            errors["id"] = "say which one: paper, demo or live; a connection; a symbol; or the id of a strategy";
        }

        var item = Item(form, id, rate, errors);
        if (errors.Count > 0)
        {
            throw TradeWords.Invalid(errors);
        }

        if (LimitFigures.Fault(item) is { } fault)
        {
            throw TradeWords.Invalid(new Dictionary<string, string> { ["limits"] = fault });
        }

        if (await reads.LoosensAsync(me.WorkspaceId, item))
        {
            Need(Scopes.Admin);
            RequireReason(form.Reason);
            RequireFreshSignIn(clock);
        }

        await reads.SetLimitsAsync(me.WorkspaceId, me.Actor, me.May(Scopes.Admin), item, clock, string.IsNullOrWhiteSpace(form.Reason) ? null : form.Reason.Trim());
    }

    private static LimitItem Item(LimitForm form, string? id, MessageRate? rate, Dictionary<string, string> errors)
    {
        var item = new LimitItem(form.Scope ?? "", id, MessageRate: rate, Restricted: (form.Restricted ?? "").Split([',', ';', ' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } list ? list : null);
        foreach (var figure in LimitFigures.All)
        {
            var value = TradeWords.Figure(form.Text(figure.Id), figure.Id, errors);
            if (value is { } v && figure.Whole && (v != Math.Floor(v) || v > int.MaxValue))
            {
                errors[figure.Id] = "write a whole number";
                continue;
            }

            item = figure.With(item, value);
        }

        return item;
    }

    private static MessageRate? Rate(LimitForm form, Dictionary<string, string> errors)
    {
        if (string.IsNullOrWhiteSpace(form.PerSecond) && string.IsNullOrWhiteSpace(form.PerMinute))
        {
            return null;
        }

        if (int.TryParse(form.PerSecond, NumberStyles.None, CultureInfo.InvariantCulture, out var second) && int.TryParse(form.PerMinute, NumberStyles.None, CultureInfo.InvariantCulture, out var minute))
        {
            return new MessageRate(second, minute);
        }

        errors["message_rate"] = "give both, messages per second and per minute, as whole numbers";
        return null;
    }

    private async Task RearmAsync(Caller me, Guid strategy, string? reason)
    {
        RequireReason(reason);
        RequireFreshSignIn(clock);
        await reads.RearmAsync(me.WorkspaceId, me.Actor, strategy, reason!.Trim(), clock);
    }

    private async Task ReleaseAsync(Caller me, string scope, string? id, string? reason)
    {
        RequireReason(reason);
        RequireFreshSignIn(clock);
        if (!kill.Active(me.WorkspaceId).Any(k => k.Scope == scope && k.Id == id))
        {
            throw new ArgixException("not_found", "this kill switch is not pressed (any more)");
        }

        if (scope == KillFile.Platform)
        {
            await admins.RequireAsync(me, Cancel);
            await kill.ReleasePlatformAsync(me.Actor, reason!.Trim());
            return;
        }

        await (scope == Trading.RestoreGate.Scope ? gate.AcceptAsync(me.WorkspaceId, me.Actor, reason!, Cancel) : kill.ReleaseAsync(me.WorkspaceId, me.Actor, scope, id, reason!.Trim()));
    }

    private static void RequireReason(string? reason)
    {
        if (reason?.Trim() is not { Length: >= 3 and <= 500 } text || text.Any(char.IsControl))
        {
            throw TradeWords.Invalid(new Dictionary<string, string> { ["reason"] = "this takes protection away: say why, in 3 to 500 characters; it goes into the audit trail" });
        }
    }

    private async Task FillAsync()
    {
        await LoadConnectionsAsync(connections);
        MayStopAll = await admins.IsAsync(Me, Cancel);
        Limits = await reads.LimitsAsync(Me.WorkspaceId);
        Stopped = await reads.StoppedAsync(Me.WorkspaceId, clock.GetUtcNow());
        var stops = new List<StopProgress>();
        foreach (var latch in kill.Active(Me.WorkspaceId))
        {
            var orders = (await reads.OrdersAsync(Me.WorkspaceId, 1000, null, o => DeskState.Covers(latch, o.ConnectionId, o.StrategyId, o.Instrument.Symbol) && (!o.IsFinal || o.UpdatedAt >= latch.Since))).Items;
            stops.Add(new StopProgress(latch, orders.Count(o => o.State == "cancelled"), orders.Count(o => o.State == "filled"), orders.Count(o => !o.IsFinal)));
        }

        Stops = stops;
    }
}
