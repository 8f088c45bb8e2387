using System.Diagnostics;
using System.Text.Json.Nodes;
using Argix.Contracts.Testing;

namespace Argix.Bench;

/// <summary>A data directory of its own and the settings of the host in it; commands run against it.</summary>
internal sealed class Folder : IDisposable
{
    public const string Key = "PKTESTTESTTEST000042";
    public const string Secret = "s3cret-of-the-scripted-alpaca-0042";

    public Folder()
    {
        Root = Directory.CreateTempSubdirectory("argix-bench-").FullName;
        Settings["ARGIX_Data__Directory"] = Data;
        Settings["ARGIX_Keys__MasterKeyFile"] = Path.Combine(Root, "keys", "master.key");
        Settings["ASPNETCORE_ENVIRONMENT"] = "Production";
        Settings["ARGIX_Plugins__AllowUnsigned"] = "true";
        Settings["ARGIX_Limits__RequestsPerSecond"] = Settings["ARGIX_Limits__CallsPerSecond"] = "0"; // measured is the host, not its patience
        Settings["ARGIX_Plugins__Directories"] = Own;
        WriteKey(Settings["ARGIX_Keys__MasterKeyFile"]);
        PlacePlugins();
    }

    private static string Own { get; } = Path.Combine(AppContext.BaseDirectory, "own-plugins");

    public string Root { get; }
    public string Data => Path.Combine(Root, "data");
    public Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal);

    public static string HostDll => Path.Combine(AppContext.BaseDirectory, "Argix.Host.dll");

    /// <summary>Points the Alpaca adapter at a venue on loopback.</summary>
    public void Point(ScriptedVenueProcess venue)
    {
        var rest = venue.Address.ToString().TrimEnd('/');
        Settings["ARGIX_Brokers__alpaca__Endpoints__paper__rest"] = rest;
        Settings["ARGIX_Brokers__alpaca__Endpoints__paper__data"] = rest;
        Settings["ARGIX_Brokers__alpaca__Endpoints__paper__stream"] = venue.Socket("/stream");
    }

    /// <summary>A venue whose ledger costs no flush, where the machine has memory to write to: the venue's disk is nobody's merit.</summary>
    public Task<ScriptedVenueProcess> VenueAsync(string name)
    {
        var memory = Directory.Exists("/dev/shm") ? Directory.CreateDirectory(Path.Combine("/dev/shm", Path.GetFileName(Root))).FullName : Root;
        return ScriptedVenueProcess.StartAsync("Argix.ScriptedAlpaca.dll", Path.Combine(memory, name + ".jsonl"), ["--key", Key, "--secret", Secret, "--cash", "1000000000"]);
    }

    public async Task<string> NewTokenAsync()
    {
        await CommandAsync("three little words and more", "users", "add", "--email", "bench@argix.example", "--role", "admin", "--workspace", "main");
        var lines = await CommandAsync(null, "tokens", "create", "--email", "bench@argix.example", "--name", "bench", "--scopes", "read,trade,admin", "--workspace", "main");
        return lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].Trim();
    }

    public ProcessStartInfo Start(params string[] args)
    {
        var info = new ProcessStartInfo("dotnet", [HostDll, .. args]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Root };
        foreach (var (key, value) in Settings)
        {
            info.Environment[key] = value;
        }

        return info;
    }

    public void Dispose()
    {
        Directory.Delete(Root, recursive: true);
        if (Directory.Exists(Path.Combine("/dev/shm", Path.GetFileName(Root))))
        {
            Directory.Delete(Path.Combine("/dev/shm", Path.GetFileName(Root)), recursive: true);
        }
    }

    private async Task<string> CommandAsync(string? stdin, params string[] args)
    {
        using var process = Process.Start(Start(args))!;
        if (stdin is not null)
        {
            await process.StandardInput.WriteLineAsync(stdin);
        }

        process.StandardInput.Close();
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await said : throw new InvalidOperationException($"{string.Join(' ', args)}: {await complained}");
    }

    // In Production the host makes none by itself.
    private static void WriteKey(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    // The bundled plugins beside this program, as the host expects them. Alpaca's comes as a plugin of its own folder, without its quotas, which would let through
    // 200 orders a minute: a bundled plugin that is not what was built is refused.
    private static void PlacePlugins()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var built = Path.Combine(Repository.Root, "host", "Argix.Host", "bin", output.Parent!.Name, output.Name, "plugins");
        foreach (var file in Directory.EnumerateFiles(built, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(built, file);
            var target = Path.Combine(name.StartsWith("alpaca", StringComparison.Ordinal) ? Own : Path.Combine(AppContext.BaseDirectory, "plugins"), name);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }

        var manifest = Path.Combine(Own, "alpaca", "plugin.json");
        var json = JsonNode.Parse(File.ReadAllText(manifest))!;
        json["rateLimits"] = new JsonArray();
        File.WriteAllText(manifest, json.ToJsonString());
    }
}

/// <summary>Where the sources are.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Argix.Platform.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("run it from the repository's own build output");
        }

        return folder.FullName;
    }
}
