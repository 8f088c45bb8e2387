using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Argix.Data;
using Argix.Errors;

namespace Argix.CommandLine;

/// <summary>The running host's ear for the command line: a Unix socket that only its owner can open.</summary>
public sealed class ControlSocket(DataDirectory directory, ControlDesk desk, ILogger<ControlSocket> log) : BackgroundService
{
    private const int LongestPath = 107;
    private const int LongestLine = 1 << 20;
    private Socket? _listener;

    /// <summary>In the data directory, or in <c>$XDG_RUNTIME_DIR</c> where that path is too long for a socket; null when neither works.</summary>
    public static string? PathFor(DataDirectory directory)
    {
        var path = directory.File("control.sock");
        if (Encoding.UTF8.GetByteCount(path) <= LongestPath)
            return path;
        var name = "argix-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(directory.Path)))[..16] + ".sock";
        return Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime
            && Path.Combine(runtime, name) is var other && Encoding.UTF8.GetByteCount(other) <= LongestPath ? other : null;
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (PathFor(directory) is { } path)
        {
            File.Delete(path); // ours: we hold the directory's lock, so whoever left it is gone
            _listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            _listener.Bind(new UnixDomainSocketEndPoint(path));
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            _listener.Listen();
        }
        else
        {
            log.LogWarning("No control socket: the data directory's path is too long for one and XDG_RUNTIME_DIR is not set. Commands beside this host will be refused");
        }
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (_listener is not null)
        {
            Socket caller;
            try
            {
                caller = await _listener.AcceptAsync(stoppingToken);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException || stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (SocketException e)
            {
                log.LogError(e, "The control socket failed: commands beside this host are refused until it is started again; trading goes on");
                return;
            }
            _ = ServeAsync(caller, stoppingToken);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        _listener?.Dispose();
        if (_listener is not null && PathFor(directory) is { } path)
            File.Delete(path);
    }

    public override void Dispose()
    {
        _listener?.Dispose();
        base.Dispose();
    }

    private async Task ServeAsync(Socket caller, CancellationToken cancel)
    {
        try
        {
            await using var stream = new NetworkStream(caller, ownsSocket: true);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            if (await reader.ReadLineAsync(cancel) is { Length: < LongestLine } line)
            {
                var answer = await AnswerAsync(line, cancel);
                await stream.WriteAsync(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(answer, ControlAnswer.Json) + "\n"), cancel);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            log.LogDebug(e, "A command went away before it was answered");
        }
    }

    private async Task<ControlAnswer> AnswerAsync(string line, CancellationToken cancel)
    {
        try
        {
            var request = JsonSerializer.Deserialize<ControlRequest>(line, ControlAnswer.Json) ?? throw new JsonException();
            var reply = await desk.RunAsync(request.Command, request.Options, cancel);
            return new ControlAnswer(reply.ExitCode, reply.Lines);
        }
        catch (ArgixException e)
        {
            return new ControlAnswer(1, [], e.Code, e.Message);
        }
        catch (JsonException)
        {
            return new ControlAnswer(1, [], "bad_request", "The control socket did not understand the command — use the command line of the same release");
        }
#pragma warning disable CA1031 // the border of the host: whatever happens, the command gets an answer and the host lives
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogError(e, "A command failed");
            return new ControlAnswer(1, [], "internal", $"The command failed inside the host ({e.GetType().Name}) — look into the log of the host");
        }
#pragma warning restore CA1031
    }
}
