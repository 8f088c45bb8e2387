using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Argix.Testing;

/// <summary>
/// A throw-away PostgreSQL of this test run, on a loopback port, started when the first test asks for it. It ends with the test process, however that ends: it waits on a pipe.
/// Linked into the test projects that need it.
/// </summary>
public sealed class PostgresServer
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly Lazy<Task<PostgresServer>> Shared = new(StartAsync);
    private static int _databases;

    // The server asks for no password: it listens on loopback only, and holds nothing but test data. Root may not run it.
    private const string Script = """
        trap '' INT
        "$BIN/initdb" -D "$DIR/data" -U argix --auth=trust --encoding=UTF8 --no-locale --no-sync >&2 || { echo "FATAL: initdb failed" >&2; exit 3; }
        "$BIN/postgres" -D "$DIR/data" -p "$PORT" -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c max_connections=300 </dev/null &
        server=$!
        cat >/dev/null
        kill -QUIT $server
        wait $server
        rm -rf "$DIR"
        """;

    private readonly string _address;
    private readonly Process _process;

    private PostgresServer(string address, Process process)
    {
        (_address, _process) = (address, process);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop();
    }

    /// <summary>A fresh, empty database. Skips the test, with the reason, where no server can be had.</summary>
    public static async Task<PostgresDatabase> NewDatabaseAsync()
    {
        PostgresServer? server = null;
        var reason = "";
        try
        {
            server = await Shared.Value;
        }
        catch (Exception e) when (e is NoServerException or System.ComponentModel.Win32Exception or IOException)
        {
            reason = e.Message;
        }
        Assert.SkipWhen(server is null, "no PostgreSQL: " + reason);
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await server!.RunAsync($"CREATE DATABASE {name}");
        return new PostgresDatabase(server, name, server.ConnectionString(name));
    }

    internal async Task RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private string ConnectionString(string database) => $"{_address};Database={database};Username=argix;Maximum Pool Size=20";

    private static async Task<PostgresServer> StartAsync()
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
            throw new NoServerException("tests start one on Linux and macOS only");
        var programs = Programs() ?? throw new NoServerException("initdb and postgres are neither in PATH nor in /usr/lib/postgresql/*/bin");
        var folder = Directory.CreateTempSubdirectory("argix-pg-").FullName;
        var port = FreePort();
        var process = Process.Start(StartInfo(programs, folder, port))!;
        var ready = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new Queue<string>();
        process.ErrorDataReceived += (_, e) =>
        {
            lock (said)
            {
                said.Enqueue(e.Data ?? "");
                if (said.Count > 15)
                    said.Dequeue();
                if (e.Data is null || e.Data.Contains("FATAL", StringComparison.Ordinal))
                    ready.TrySetResult(string.Join(" / ", said));
                else if (e.Data.Contains("ready to accept connections", StringComparison.Ordinal))
                    ready.TrySetResult(null);
            }
        };
        process.BeginErrorReadLine();
        if (await Task.WhenAny(ready.Task, Task.Delay(Patience)) != ready.Task || await ready.Task is not null)
        {
            process.Kill(entireProcessTree: true);
            throw new NoServerException("it could not be started: " + (ready.Task.IsCompleted ? await ready.Task : "it did not get ready in time"));
        }
        return new PostgresServer($"Host=127.0.0.1;Port={port}", process);
    }

    private static ProcessStartInfo StartInfo(string programs, string folder, int port)
    {
        var info = new ProcessStartInfo("sh") { RedirectStandardInput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        info.ArgumentList.Add("-c");
        info.ArgumentList.Add(Environment.UserName == "root" ? "chown postgres \"$DIR\" && exec runuser -u postgres -- sh -c \"$SCRIPT\" || echo FATAL: no user postgres >&2" : Script);
        foreach (var (key, value) in new[] { ("BIN", programs), ("DIR", folder), ("PORT", $"{port}"), ("SCRIPT", Script), ("LC_ALL", "C") })
            info.Environment[key] = value;
        return info;
    }

    private static string? Programs() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Concat(Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(d => d, StringComparer.Ordinal).Select(d => Path.Combine(d, "bin")) : [])
        .FirstOrDefault(d => d.Length > 0 && File.Exists(Path.Combine(d, "initdb")) && File.Exists(Path.Combine(d, "postgres")));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Stop()
    {
        _process.StandardInput.Close();
        _process.WaitForExit(TimeSpan.FromSeconds(10));
    }

    private sealed class NoServerException(string why) : Exception(why);
}

/// <summary>A database of its own, gone at the end.</summary>
public sealed class PostgresDatabase(PostgresServer server, string name, string connectionString) : IAsyncDisposable
{
    public string ConnectionString => connectionString;

    /// <summary>Runs statements beside whoever uses it; gives the first value of a query.</summary>
    public object? Run(string sql)
    {
        using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteScalar();
    }

    public async ValueTask DisposeAsync() => await server.RunAsync($"DROP DATABASE {name} WITH (FORCE)");
}
