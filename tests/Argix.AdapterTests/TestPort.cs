using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using Argix.Contracts;
using Argix.Contracts.Manifest;
using Argix.Contracts.Testing;

namespace Argix.AdapterTests;

/// <summary>A small venue port over HttpClient and ClientWebSocket, to loopback only. Refuses, like the host, what the manifest does not list, and keeps every call.</summary>
internal sealed class TestPort(BrokerManifest manifest, IReadOnlyDictionary<string, string> endpoints, IReadOnlyDictionary<string, string> secrets) : IVenuePort, IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(30) };

    private long _nonce = 1_000_000;

    public ConcurrentQueue<Call> Calls { get; } = [];
    public ConcurrentQueue<string> Logged { get; } = [];
    public LoginInfo Login { get; } = new("login-1", "paper", "keys", new Dictionary<string, string>());
    public TimeProvider Clock => TimeProvider.System;
    public string DataDirectory => throw new InvalidOperationException("not for this adapter");

    public ValueTask<string> SecretAsync(string name, CancellationToken ct) => new(secrets[name]);

    public async Task<Answer> SendAsync(Call call, CancellationToken ct)
    {
        Note(call);
        using var request = new HttpRequestMessage(new HttpMethod(call.Method), endpoints[call.Endpoint].TrimEnd('/') + call.Path);
        request.Content = call.Body.IsEmpty ? null : new ReadOnlyMemoryContent(call.Body);
        foreach (var (name, value) in call.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
            }
        }
        try
        {
            using var answer = await _http.SendAsync(request, ct);
            var body = await answer.Content.ReadAsByteArrayAsync(ct);
            return new Answer(Sent.Yes, (int)answer.StatusCode, answer.Headers.ToDictionary(h => h.Key, h => string.Join(",", h.Value)), body, null, Clock.GetUtcNow());
        }
        catch (HttpRequestException e)
        {
            var sent = e.HttpRequestError == HttpRequestError.ConnectionError ? Sent.No : Sent.Unknown;
            return new Answer(sent, 0, Call.NoHeaders, default, e.HttpRequestError.ToString(), Clock.GetUtcNow());
        }
    }

    public async Task<ISocket> ConnectAsync(Call call, CancellationToken ct)
    {
        Note(call);
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri(endpoints[call.Endpoint] + call.Path), ct);
        return new TestSocket(socket);
    }

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> LinesAsync(Call call, [EnumeratorCancellation] CancellationToken ct)
    {
        Note(call);
        using var request = new HttpRequestMessage(new HttpMethod(call.Method), endpoints[call.Endpoint].TrimEnd('/') + call.Path);
        foreach (var (name, value) in call.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (!answer.IsSuccessStatusCode)
        {
            var code = (int)answer.StatusCode == 401 ? ErrorCodes.InvalidCredentials : ErrorCodes.BrokerUnavailable;
            throw new VenueException(code, "the stream was refused", new Evidence(Sent.Yes, (int)answer.StatusCode, null, await answer.Content.ReadAsStringAsync(ct)));
        }
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(ct));
        while (await reader.ReadLineAsync(ct) is { } line)
        {
            if (line.Length > 0)
            {
                yield return System.Text.Encoding.UTF8.GetBytes(line);
            }
        }
    }

    public ValueTask<long> NonceAsync(CancellationToken ct) => new(Interlocked.Increment(ref _nonce));

    public void Log(Contracts.LogLevel level, string message) => Logged.Enqueue(message);

    public void Dispose() => _http.Dispose();

    /// <summary>Whether the manifest lets this call through.</summary>
    public static bool Allowed(BrokerManifest manifest, Call call) => manifest.Calls.TryGetValue(call.Op.ToString().ToLowerInvariant(), out var patterns)
        && patterns.Any(p => FaultScript.Matches(p, call.Method, call.Path.Length == 0 ? "/" : call.Path.Split('?')[0]));

    private void Note(Call call)
    {
        Calls.Enqueue(call);
        Assert.True(Allowed(manifest, call), $"the manifest does not let {call.Op} {call.Method} {call.Path} through");
    }

    private sealed class TestSocket(ClientWebSocket socket) : ISocket
    {
        public ValueTask SendAsync(Frame frame, CancellationToken ct) =>
            socket.SendAsync(frame.Data, frame.IsText ? WebSocketMessageType.Text : WebSocketMessageType.Binary, WebSocketMessageFlags.EndOfMessage, ct);

        public async IAsyncEnumerable<Frame> FramesAsync([EnumeratorCancellation] CancellationToken ct)
        {
            while (await ReceiveAsync(ct) is { } frame)
            {
                yield return frame;
            }
        }

        public ValueTask DisposeAsync()
        {
            socket.Dispose();
            return ValueTask.CompletedTask;
        }

        private async Task<Frame?> ReceiveAsync(CancellationToken ct)
        {
            using var whole = new MemoryStream();
            var buffer = new byte[8192];
            try
            {
                while (true)
                {
                    var part = await socket.ReceiveAsync(buffer, ct);
                    if (part.MessageType == WebSocketMessageType.Close)
                    {
                        return null;
                    }
                    whole.Write(buffer, 0, part.Count);
                    if (part.EndOfMessage)
                    {
                        return new Frame(part.MessageType == WebSocketMessageType.Text, whole.ToArray());
                    }
                }
            }
            catch (WebSocketException)
            {
                return null;
            }
        }
    }
}
