using Argix.Accounts;
using Argix.Data;
using Argix.Errors;
using Argix.Keys;

namespace Argix.CommandLine;

/// <summary>Looks at what a start would need, changes nothing, and says what to do.</summary>
internal static class Doctor
{
    public static async Task<int> RunAsync(HostRecipe recipe, CancellationToken cancel)
    {
        var builder = recipe.NewBuilder();
        var store = DataStore.Resolve(builder.Configuration);
        var directory = store.Directory;
        var healthy = new[]
        {
            Check("settings", () => $"{builder.Environment.EnvironmentName}, reached at {PublicAddress.Resolve(builder.Configuration).Link("")}"),
            Check("data", () => Directory.Exists(directory.Path) ? directory.Path : $"{directory.Path} (made at the first start)"),
            Check("data mode", () => ModeOf(directory.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)),
            Check("database", () => $"{(store.Postgres is null ? "SQLite in the data directory" : store)}; {Database.CountKeys(store)} keys in the ring"),
            Check("master key", () => KeyState(builder, store)),
            Check("control socket", () => ControlSocket.PathFor(directory) ?? throw new ArgixException("validation_failed", "The data directory's path is too long for a socket — set XDG_RUNTIME_DIR, or use a shorter path")),
        };
        foreach (var warning in await WarningsAsync(builder, directory, cancel))
            Serve.Say($"warn  {warning}");
        return healthy.All(h => h) ? 0 : 1;
    }

    // A host at work knows best; without one, what can be seen from here.
    private static async Task<IReadOnlyList<string>> WarningsAsync(WebApplicationBuilder builder, DataDirectory directory, CancellationToken cancel)
    {
        if (await ControlClient.TryConnectAsync(directory, cancel) is { } socket)
            return (await ControlClient.AskAsync(socket, new ControlRequest("health.warnings", new Dictionary<string, string>()), cancel)).Lines;
        var disk = DiskWatch.Look(Audit.AuditRegistration.Folders(builder.Configuration, directory), DiskWatch.Least(builder.Configuration));
        var anchors = Unwritable(Audit.AuditRegistration.Folder(builder.Configuration, directory));
        return [.. new[] { disk, anchors }.OfType<string>()];
    }

    private static string? Unwritable(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
                using (new FileStream(Path.Combine(folder, $".probe-{Environment.ProcessId}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose)) { }
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"anchors: {folder} cannot be written ({e.Message.TrimEnd('.')}) — without anchors nobody can tell that the trail was cut";
        }
    }

    private static bool Check(string what, Func<string> look)
    {
        try
        {
            Serve.Say($"ok    {what}: {look()}");
            return true;
        }
        catch (ArgixException e)
        {
            Serve.Say($"fail  {what}: {e.Code}: {e.Message}");
            Console.Error.WriteLine($"argix: {e.Code}: {e.Message}");
            return false;
        }
    }

    private static string KeyState(WebApplicationBuilder builder, DataStore store)
    {
        var file = MasterKeyFile.Resolve(builder.Configuration, builder.Environment.IsProduction(), store);
        var keys = Database.CountKeys(store);
        if (!File.Exists(file.Path) && file.Path.Length > 0 && keys == 0 && !builder.Environment.IsProduction())
            return $"{file.Path} (made at the first start)";
        using var key = file.Open();
        return $"{file.Path} ({key.Id}); {ModeOf(file.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite)}";
    }

    private static string ModeOf(string path, UnixFileMode allowed)
    {
        if (OperatingSystem.IsWindows() || (!File.Exists(path) && !Directory.Exists(path)))
            return "not checked";
        var mode = File.GetUnixFileMode(path);
        return (mode & ~allowed) == UnixFileMode.None
            ? "for its owner only"
            : throw new ArgixException("validation_failed", $"{path} can be opened by others — run chmod go-rwx on it");
    }
}
