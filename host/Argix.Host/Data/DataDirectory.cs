using Argix.Errors;

namespace Argix.Data;

/// <summary>The one directory that holds what this instance knows: databases, plugin store, logs, control socket.</summary>
public sealed class DataDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private DataDirectory(string path) => Path = path;

    /// <summary>Absolute path. Exists once <see cref="Create"/> has run.</summary>
    public string Path { get; }

    /// <summary>Where the database of users, connections and settings stands.</summary>
    public string Database => File("argix.db");

    /// <summary>A path inside the directory.</summary>
    public string File(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Says where it is, without touching the disk.</summary>
    public static DataDirectory Resolve(IConfiguration configuration)
    {
        var configured = configuration["Data:Directory"];
        var path = string.IsNullOrWhiteSpace(configured) ? System.IO.Path.Combine(DataHome, "argix") : Absolute("Data:Directory", configured);
        return new DataDirectory(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path)));
    }

    /// <summary>Makes the directory readable to its owner only, also when it stood there already.</summary>
    public void Create()
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(Path);
                return;
            }
            Directory.CreateDirectory(Path, OwnerOnly);
            if (System.IO.File.GetUnixFileMode(Path) != OwnerOnly)
                System.IO.File.SetUnixFileMode(Path, OwnerOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArgixException("validation_failed", $"The data directory {Path} cannot be used ({e.Message.TrimEnd('.')}) — give a directory that belongs to this user in Data:Directory", e);
        }
    }

    /// <summary>A configured path must mean the same wherever a command is started from, so it has to be absolute.</summary>
    public static string Absolute(string key, string path)
    {
        if (path is "~" || path.StartsWith("~/", StringComparison.Ordinal))
            path = System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[1..].TrimStart('/'));
        return System.IO.Path.IsPathFullyQualified(path)
            ? path
            : throw new ArgixException("validation_failed", $"{key} is the relative path '{path}', which would mean another place for every command — write it from the root on");
    }

    /// <summary><c>$XDG_DATA_HOME</c> or <c>~/.local/share</c>.</summary>
    public static string DataHome { get; } =
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);

    /// <summary><c>$XDG_CONFIG_HOME</c> or <c>~/.config</c>.</summary>
    public static string ConfigHome { get; } =
        Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
}
