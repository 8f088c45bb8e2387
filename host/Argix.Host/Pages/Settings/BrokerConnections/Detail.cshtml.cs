using System.Text.Json;
using Argix.Accounts;
using Argix.Connections;
using Argix.Errors;
using Argix.Pages.Connect;
using Argix.Plugins;
using Argix.Strategies;
using Argix.Trading.Lanes;
using Argix.Web;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.Settings.BrokerConnections;

/// <summary>One connection: how it is, and everything that can be done with it.</summary>
public sealed class DetailModel(ConnectionService connections, BrokerCatalogue catalogue, LaneRegistry lanes, StrategyService strategies) : ConnectionPage(connections, catalogue)
{
    /// <summary>The test that was just run.</summary>
    public TestResult? Result { get; private set; }

    /// <summary>Whether a key may be bound to addresses is a question of keys.</summary>
    public bool MayBeBound => Broker is not null && HasKeys(Connection);

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public Task OnGetAsync() => LoadAsync();

    /// <summary>The diagnostics as a file.</summary>
    public async Task<IActionResult> OnGetDiagnosticsAsync([FromServices] ConnectionDiagnostics diagnostics) =>
        File(JsonSerializer.SerializeToUtf8Bytes(await diagnostics.OfAsync(Me.WorkspaceId, Id, Cancel), Indented), "application/json", $"argix-diagnostics-{Id:N}.json");

    /// <summary>Clock and quotas as the open lane measures them; null while it is closed.</summary>
    public async Task<Meters?> MetersAsync() => lanes.Look(Id) is not { } look ? null
        : new Meters(look, Broker?.Manifest, (await strategies.ListAsync(Me.WorkspaceId, Cancel)).ToDictionary(s => s.Id, s => s.Name), (await Service.ListAsync(Me.WorkspaceId, Cancel)).ToDictionary(c => c.Id, c => c.Name), Id);

    public async Task<IActionResult> OnPostTestAsync()
    {
        Need(Scopes.Trade);
        if (CheckStream.IsWanted(Request))
        {
            await LoadAsync();
            await CheckStream.WriteAsync(HttpContext, Broker, TestStreamedAsync);
            return new EmptyResult();
        }
        await TryAsync(async () => Result = await Service.TestStoredAsync(Me.WorkspaceId, Id, Cancel));
        await LoadAsync();
        return Page();
    }

    public Task<IActionResult> OnPostPauseAsync(string? back) => TurnAsync(back, me => Service.PauseAsync(me.WorkspaceId, Id, me.Actor, Cancel), "is paused: no new orders. Reports go on.");

    public Task<IActionResult> OnPostResumeAsync(string? back) => TurnAsync(back, me => Service.ResumeAsync(me.WorkspaceId, Id, me.Actor, Cancel), "takes orders again.");

    /// <summary>With orders that are not over it is a question, and that has a page of its own.</summary>
    public async Task<IActionResult> OnPostDisableAsync(string? back)
    {
        await LoadAsync();
        return Connection.OpenOrders > 0 ? Redirect(Here + "/disable")
            : await TurnAsync(back, me => Service.DisableAsync(me.WorkspaceId, Id, OpenOrdersChoice.Refuse, me.Actor, Cancel), DisableModel.Done);
    }

    public Task<IActionResult> OnPostEnableAsync(string? back) => TurnAsync(back, me => Service.EnableAsync(me.WorkspaceId, Id, me.Actor, Cancel), "is enabled and connects again.");

    public Task<IActionResult> OnPostReconnectAsync(string? back) => TurnAsync(back, me => Service.ReconnectAsync(me.WorkspaceId, Id, Cancel), "connects anew.");

    private async Task<string> TestStreamedAsync(IProgress<CheckResult> progress)
    {
        try
        {
            await Service.TestStoredAsync(Me.WorkspaceId, Id, Cancel, progress);
            return "#"; // stay: the list says it all
        }
        catch (ArgixException)
        {
            return ""; // the plain form says why
        }
    }

    private async Task<IActionResult> TurnAsync(string? back, Func<Caller, Task<ConnectionView>> act, string done)
    {
        var me = Need(Scopes.Trade);
        if (!await TryAsync(async () => Say($"{(await act(me)).Name} {done}")))
        {
            await LoadAsync();
            return Page();
        }
        return Redirect(back == "list" ? "/settings/broker-connections" : Here);
    }
}
