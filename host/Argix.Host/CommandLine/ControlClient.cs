using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Argix.Data;
using Argix.Errors;

namespace Argix.CommandLine;

/// <summary>The command line's end of the control socket.</summary>
internal static class ControlClient
{
    /// <summary>A connection to the running host, or null when none listens.</summary>
    public static async Task<Socket?> TryConnectAsync(DataDirectory directory, CancellationToken cancel)
    {
        if (ControlSocket.PathFor(directory) is not { } path || !File.Exists(path))
            return null;
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    /// <summary>Asks, and waits for the answer.</summary>
    public static async Task<ControlReply> AskAsync(Socket socket, ControlRequest request, CancellationToken cancel)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(request, ControlAnswer.Json) + "\n"), cancel);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var line = await reader.ReadLineAsync(cancel)
            ?? throw new ArgixException("internal", "The running host went away before it answered — look into its log, then try again");
        var answer = JsonSerializer.Deserialize<ControlAnswer>(line, ControlAnswer.Json)!;
        return answer.Code is null ? new ControlReply(answer.Lines, answer.ExitCode) : throw new ArgixException(answer.Code, answer.Detail ?? "");
    }
}
