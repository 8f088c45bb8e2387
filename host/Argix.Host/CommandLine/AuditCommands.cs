using System.CommandLine;
using Argix.Audit;
using Argix.Data;
using Argix.Errors;
using Argix.Trading.Journal;

namespace Argix.CommandLine;

/// <summary>What of <c>audit</c> is done in the command's own process: reading files that stand with the caller, and streaming what is too long for the control socket.</summary>
internal static class AuditCommands
{
    public static void Hang(CommandTree commands, HostRecipe recipe)
    {
        var (workspace, anchor, file) = (new Option<string>("--workspace"), new Option<string>("--anchor"), new Option<string>("--file"));
        commands.Add("audit verify", "Check the chain of the journal, its anchors, one kept anchor (--anchor FILE), or an export (--file FILE)", [workspace, anchor, file], (parsed, cancel) =>
            VerifyAsync(recipe, parsed.GetValue(workspace), parsed.GetValue(anchor), parsed.GetValue(file), cancel));
        var (only, output) = (new Option<string>("--workspace"), new Option<string>("--output"));
        commands.Add("audit export", "Write journal and anchors as JSON lines to stdout or --output FILE", [only, output], (parsed, cancel) =>
            ExportAsync(recipe, parsed.GetValue(only), parsed.GetValue(output), cancel));
        ArchiveCommands.Hang(commands, recipe);
        var (target, source) = (new Argument<string>("FILE"), new Argument<string>("FILE"));
        commands.Add("backup", "Copy both databases into one new FILE, also beside a running host; the master key is not in it", [target], (parsed, cancel) =>
            CommandRunner.RunAsync(recipe, "backup", new Dictionary<string, string>(StringComparer.Ordinal) { ["file"] = Path.GetFullPath(parsed.GetRequiredValue(target)) }, cancel));
        commands.Add("restore", "Put a backup in place of what is there; trading stays closed until a person accepts", [source], (parsed, cancel) =>
            Backups.Restore.RunAsync(recipe, Path.GetFullPath(parsed.GetRequiredValue(source)), cancel));
    }

    private static async Task<int> VerifyAsync(HostRecipe recipe, string? workspace, string? anchor, string? file, CancellationToken cancel)
    {
        var kept = anchor is null ? null : await ReadAsync(anchor, cancel);
        if (file is null)
        {
            var options = new Dictionary<string, string>(StringComparer.Ordinal);
            if (workspace is not null)
                options["workspace"] = workspace;
            if (kept is not null)
                options["anchor"] = kept;
            return await CommandRunner.RunAsync(recipe, "audit.verify", options, cancel);
        }
        await ReadAsync(file, cancel, look: true);
        var (records, keys) = ExportFile.Verify(file, kept is null ? null : AnchorChecks.Read(kept, null));
        foreach (var (id, after) in ExportFile.Afters(file))
            Serve.Say($"argix: workspace {id} goes on after record {after.Seq}, as anchored on {after.At}; what is before stands in an archive");
        Serve.Say($"argix: journal ok: {records} records{(keys.Count == 0 ? ", no anchors" : $", anchors signed with {string.Join(", ", keys)}; compare with what you wrote down")}");
        return 0;
    }

    private static async Task<int> ExportAsync(HostRecipe recipe, string? workspace, string? output, CancellationToken cancel)
    {
        await using var app = recipe.Build(recipe.NewBuilder(), console: false);
        await using var scope = app.Services.CreateAsyncScope();
        using var journal = JournalReader.Open(app.Services.GetRequiredService<DataStore>());
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        if (workspace is not null)
            options["workspace"] = workspace;
        var workspaces = await JournalCommands.WorkspacesAsync(new ControlCall(scope.ServiceProvider, options), journal, cancel);
        var (files, parts) = (app.Services.GetRequiredService<AnchorFiles>(), app.Services.GetRequiredService<ArchivedParts>());
        // A name that is taken is left alone: an export may be somebody's evidence.
        await using var target = output is null ? Console.OpenStandardOutput() : NewFile(output);
        await using var writer = new StreamWriter(target);
        foreach (var id in workspaces)
        {
            var (anchors, after) = (files.Of(id), parts.Of(id).LastOrDefault()?.Through);
            await ExportFile.WriteAsync(writer, journal.Read(id, after?.Seq ?? 0), anchors.Where(a => a.Seq > (after?.Seq ?? 0)), after);
        }
        return 0;
    }

    public static FileStream NewFile(string path)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            return new FileStream(path, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArgixException("validation_failed", $"{path} cannot be made ({e.Message.TrimEnd('.')}) — name a file that is not there yet", e);
        }
    }

    private static async Task<string> ReadAsync(string path, CancellationToken cancel, bool look = false)
    {
        try
        {
            if (!look)
                return await File.ReadAllTextAsync(path, cancel);
            await using var _ = File.OpenRead(path);
            return "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArgixException("validation_failed", $"{path} cannot be read ({e.Message.TrimEnd('.')}) — name a file that is there", e);
        }
    }
}
