using System.Diagnostics;
using Argix.Testing;

namespace Argix.IntegrationTests;

/// <summary>A data directory and a master key file that nobody else uses; commands run against them.</summary>
public sealed class HostFolder : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public HostFolder()
    {
        Root = Directory.CreateTempSubdirectory("argix-").FullName;
        Settings["ARGIX_Data__Directory"] = Data;
        Settings["ARGIX_Keys__MasterKeyFile"] = MasterKeyFile;
        Settings["XDG_DATA_HOME"] = Path.Combine(Root, "share");
        Settings["XDG_CONFIG_HOME"] = Path.Combine(Root, "config");
        Settings["ASPNETCORE_ENVIRONMENT"] = "Development";
        // Every test of this project on PostgreSQL, when somebody wants to know; a few run there always.
        if (Environment.GetEnvironmentVariable("ARGIX_TEST_PROVIDER") == "Postgres")
            UsePostgres(PostgresServer.NewDatabaseAsync().GetAwaiter().GetResult());
    }

    /// <summary>The database that is used instead of files; null with SQLite. It goes with this folder.</summary>
    public PostgresDatabase? Postgres { get; private set; }

    public void UsePostgres(PostgresDatabase database)
    {
        Postgres = database;
        Settings["ARGIX_Data__Provider"] = "Postgres";
        Settings["ARGIX_ConnectionStrings__Argix"] = database.ConnectionString;
    }

    public string Root { get; }
    public string Data => Path.Combine(Root, "data");
    public string MasterKeyFile => Path.Combine(Root, "keys", "master.key");

    /// <summary>Environment variables of every process started in this folder.</summary>
    public Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal);

    /// <summary>Runs one command to its end.</summary>
    public async Task<CommandResult> RunAsync(string? stdin, params string[] args)
    {
        using var process = Process.Start(StartInfo(args, null))!;
        if (stdin is not null)
            await process.StandardInput.WriteLineAsync(stdin);
        process.StandardInput.Close();
        var stdout = process.StandardOutput.ReadToEndAsync();
        var stderr = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Patience);
        return new CommandResult(process.ExitCode, Lines(await stdout), Lines(await stderr));
    }

    /// <summary>Makes a user (when there is none of that address) and a token.</summary>
    public async Task<string> NewTokenAsync(string role = "admin", string scopes = "read,trade,admin", string email = "owner@argix.example", string workspace = "main")
    {
        await RunAsync("three little words and more", "users", "add", "--email", email, "--role", role, "--workspace", workspace);
        var made = await RunAsync(null, "tokens", "create", "--email", email, "--name", "test", "--scopes", scopes, "--workspace", workspace);
        return made.ExitCode == 0 ? made.Stdout[^1] : throw new InvalidOperationException(string.Join('\n', made.Stderr));
    }

    public void Dispose()
    {
        Postgres?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Directory.Delete(Root, recursive: true);
    }

    internal ProcessStartInfo StartInfo(string[] args, IReadOnlyDictionary<string, string>? environment)
    {
        var info = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Root };
        info.ArgumentList.Add(HostDll);
        foreach (var arg in args)
            info.ArgumentList.Add(arg);
        foreach (var key in info.Environment.Keys.Where(k => k.StartsWith("ARGIX_", StringComparison.Ordinal) || k.StartsWith("ASPNETCORE_", StringComparison.Ordinal)).ToList())
            info.Environment.Remove(key);
        foreach (var (key, value) in Settings.Concat(environment ?? new Dictionary<string, string>(StringComparer.Ordinal)))
            info.Environment[key] = value;
        return info;
    }

    /// <summary>The host as it was built (with its plugins and client beside it), not the copy beside the tests; or the published one that is named.</summary>
    private static string HostDll { get; } = Environment.GetEnvironmentVariable("ARGIX_TEST_HOST") is { Length: > 0 } named ? Path.GetFullPath(named) : Find();

    private static string Find()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory); // …/tests/Argix.IntegrationTests/bin/<configuration>/net10.0
        var configuration = output.Parent!.Name;
        for (var folder = output; folder is not null; folder = folder.Parent)
        {
            var dll = Path.Combine(folder.FullName, "host", "Argix.Host", "bin", configuration, output.Name, "Argix.Host.dll");
            if (File.Exists(dll))
                return dll;
        }
        throw new FileNotFoundException("The built host was not found above " + output.FullName);
    }

    /// <summary>The plugins beside the built host.</summary>
    internal static string PluginsFolder => Path.Combine(Path.GetDirectoryName(HostDll)!, "plugins");

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>How a command ended and what it said.</summary>
public sealed record CommandResult(int ExitCode, IReadOnlyList<string> Stdout, IReadOnlyList<string> Stderr);
