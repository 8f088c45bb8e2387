using Argix.Accounts;
using Argix.Connections;
using Argix.Errors;
using Argix.Pages.Brokers;
using Argix.Plugins;
using Argix.Web;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages;

/// <summary>Every plugin version that was found, broken ones with their reason, and the way back of each.</summary>
public sealed class PluginsModel(BrokerCatalogue catalogue, PluginPaths paths, ConnectionService connections) : MemberPage
{
    public IReadOnlyList<PluginRow> Rows => catalogue.Plugins;

    public string Inbox => paths.Inbox;

    /// <summary>The row that stands for its broker now: only that one can be switched.</summary>
    public bool Counts(PluginRow row) => catalogue.Find(row.Id)?.Folder == row.Path;

    public static bool MayDisable(PluginRow row) => row.State is PluginState.Staged or PluginState.Loaded or PluginState.Running or PluginState.DocsOnly;

    public static bool MayEnable(PluginRow row) => row.State is PluginState.Disabled or PluginState.Faulted;

    /// <summary>A plugin is started by its first connection; until then it is ready, and nothing is wrong with it.</summary>
    public static string Word(PluginState state) => state is PluginState.Staged or PluginState.Loaded ? "Ready" : Format.Words(BrokerWords.State(state));

    /// <summary>What a person can do about a state that they may not want; null where nothing needs doing.</summary>
    public static string? WayBack(PluginState state) => state switch
    {
        PluginState.Found => "Put in what is missing; it is looked at again by itself.",
        PluginState.Incompatible => "Install a version that fits, or mend the folder and press Look again.",
        PluginState.Untrusted => "Install a package that its publisher has signed, or allow unsigned plugins with the setting Plugins:AllowUnsigned.",
        PluginState.Faulted => "Enable tries it once more. Better: install another version.",
        PluginState.Disabled => "Enable switches it on again.",
        PluginState.PendingRestart => "It does nothing any more, but its code stays in memory until Argix is restarted.",
        PluginState.Superseded => "Another version counts. Its folder may be removed.",
        _ => null,
    };

    /// <summary>Set when a plugin was not switched off because orders hang on it: the question is then asked on the page.</summary>
    public HangingOrders? Asked { get; private set; }

    public async Task<IActionResult> OnPostDisableAsync(string id, string? openOrders)
    {
        Need(Scopes.Admin);
        var hanging = await connections.HangingOnAsync(Me.WorkspaceId, id, Cancel);
        if (hanging.Orders > 0 && openOrders != "leave")
        {
            Asked = hanging;
            Refuse(new ArgixException("open_orders", $"{hanging.Orders} orders are open or unknown on connections of this broker. Cancel them first, or leave them: nobody watches them until the plugin is on again."));
            return Page();
        }
        return await ActAsync(() => catalogue.Disable(id, $"switched off by {User.Identity?.Name}"), "It is off. Its connections take no new orders; what is open is kept in mind and listed under Repairs.");
    }

    public Task<IActionResult> OnPostEnableAsync(string id) => ActAsync(() => catalogue.Enable(id), "It is on again.");

    public Task<IActionResult> OnPostRescanAsync() => ActAsync(catalogue.Rescan, "Looked at the disk again.");

    private async Task<IActionResult> ActAsync(Action act, string done)
    {
        Need(Scopes.Admin);
        if (!await TryAsync(() => { act(); return Task.CompletedTask; }))
            return Page();
        Say(done);
        return Redirect("/plugins");
    }
}
