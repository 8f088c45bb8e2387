using System.Text.Json;
using Argix.Accounts;
using Argix.Connections;
using Argix.Errors;
using Argix.Pages.Connect;
using Argix.Plugins;
using Argix.Web;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.Settings.BrokerConnections;

/// <summary>One connection: how it is, and everything that can be done with it.</summary>
public sealed class DetailModel(ConnectionService connections, BrokerCatalogue catalogue) : ConnectionPage(connections, catalogue)
{
    /// <summary>The test that was just run.</summary>
    public TestResult? Result { get; private set; }

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public Task OnGetAsync() => LoadAsync();

    /// <summary>The diagnostics as a file.</summary>
    public async Task<IActionResult> OnGetDiagnosticsAsync([FromServices] ConnectionDiagnostics diagnostics) =>
        File(JsonSerializer.SerializeToUtf8Bytes(await diagnostics.OfAsync(Me.WorkspaceId, Id, Cancel), Indented), "application/json", $"argix-diagnostics-{Id:N}.json");

    public async Task<IActionResult> OnPostTestAsync()
    {
        Need(Scopes.Trade);
        if (CheckStream.IsWanted(Request))
        {
            await CheckStream.WriteAsync(HttpContext, TestStreamedAsync);
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
