using Argix.Data;
using Argix.Errors;
using Argix.Plugins;
using Microsoft.EntityFrameworkCore;

namespace Argix.CommandLine;

/// <summary><c>plugins install</c> and <c>plugins remove</c>: in the running host, or under the directory's lock when none runs.</summary>
internal static class PluginStoreCommands
{
    public static Task<ControlReply> InstallAsync(ControlCall call, CancellationToken cancel)
    {
        var (catalogue, store) = (call.Services.GetRequiredService<BrokerCatalogue>(), call.Services.GetRequiredService<PluginStore>());
        var file = call.Get("file");
        if (!PluginArchive.IsOne(file))
            throw new ArgixException("validation_failed", $"{file} is not an .argixplugin file");
        catalogue.Rescan();
        var seen = store.Peek(file);
        if (seen.Usable && catalogue.Conflict(seen) is { } conflict)
            throw new ArgixException("plugin_incompatible", conflict);
        var taken = seen.Usable ? store.Take(seen) : seen;
        if (!taken.Usable)
            throw new ArgixException(taken.Verdict == PluginState.Untrusted ? "plugin_untrusted" : "plugin_incompatible", taken.Reason ?? "it cannot be used");
        catalogue.Rescan();
        return Task.FromResult(ControlReply.Of($"argix: {taken.Id} {taken.Version} is installed ({taken.Trust})"));
    }

    public static async Task<ControlReply> RemoveAsync(ControlCall call, CancellationToken cancel)
    {
        var (id, version) = (call.Get("id"), call.Find("version"));
        var catalogue = call.Services.GetRequiredService<BrokerCatalogue>();
        catalogue.Rescan();
        var mine = catalogue.Plugins.Where(p => p.Id == id && (version is null || p.Version == version)).ToList();
        if (mine.Count == 0)
            throw new ArgixException("not_found", $"no plugin '{id}' {version} is installed; plugins list shows them");
        if (mine.Exists(p => p.Trust == "core"))
            throw new ArgixException("validation_failed", $"'{id}' comes with the platform; Brokers:{id}:Availability takes it out of service");
        var last = catalogue.Plugins.Where(p => p.Id == id).All(mine.Contains);
        var db = call.Services.GetRequiredService<ArgixDb>();
        var connected = last ? await db.Set<ConnectionRow>().IgnoreQueryFilters().CountAsync(c => c.BrokerId == id && c.Intent != ConnectionIntent.Disconnected, cancel) : 0;
        if (connected > 0)
            throw new ArgixException("validation_failed", $"{connected} connection(s) use it; disconnect them first, so that nobody loses sight of an order");
        var removed = call.Services.GetRequiredService<PluginStore>().Remove(id, version);
        catalogue.Rescan();
        return removed > 0 ? ControlReply.Of($"argix: {removed} version(s) of '{id}' removed")
            : throw new ArgixException("validation_failed", $"'{id}' does not stand in the store but in {mine[0].Path}; take the folder away there");
    }
}
