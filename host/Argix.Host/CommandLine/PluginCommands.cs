using System.Text.Json;
using Argix.Plugins;

namespace Argix.CommandLine;

/// <summary><c>plugins list</c>: what the running host has, or what the disk says when none runs.</summary>
internal static class PluginCommands
{
    public static Task<ControlReply> ListAsync(ControlCall call, CancellationToken cancel)
    {
        var rows = Rows(call.Services).Select(r => new PluginLine(r.Id, r.Version, Word(r.State), r.Reason, r.Trust, r.Path)).ToList();
        return Task.FromResult(call.Find("json") is not null
            ? ControlReply.Of(JsonSerializer.Serialize(rows, JsonSerializerOptions.Web))
            : new ControlReply([.. rows.Select(r => $"{r.Id,-16} {r.Version ?? "-",-10} {r.State,-14} {r.Trust,-10} {r.Reason ?? r.Path}")]));
    }

    // A running host has at least its bundled plugins in the catalogue; in a command's own process nothing has filled it.
    private static IReadOnlyList<PluginRow> Rows(IServiceProvider services) => services.GetRequiredService<BrokerCatalogue>().Plugins is { Count: > 0 } live
        ? live
        : BrokerCatalogue.ScanOnce(services.GetRequiredService<PluginPaths>(), services.GetRequiredService<IConfiguration>(), services.GetRequiredService<IHostEnvironment>().IsDevelopment()).Plugins;

    private static string Word(PluginState state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());

    private sealed record PluginLine(string Id, string? Version, string State, string? Reason, string Trust, string Path);
}
