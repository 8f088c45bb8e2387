using Argix.Accounts;
using Argix.Data;
using Argix.Errors;
using Argix.Keys;

namespace Argix.CommandLine;

/// <summary>Looks at what a start would need, changes nothing, and says what to do.</summary>
internal static class Doctor
{
    public static int Run(HostRecipe recipe)
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
        return healthy.All(h => h) ? 0 : 1;
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
