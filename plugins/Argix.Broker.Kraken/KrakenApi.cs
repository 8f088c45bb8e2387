using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Argix.Contracts;

namespace Argix.Broker.Kraken;

/// <summary>Kraken's calls: paths, numbers, signatures, form bodies. Knows nothing about what they are for.</summary>
internal sealed class KrakenApi(IVenuePort port) : IDisposable
{
    public const int PerPage = 50;
    public static readonly byte[] Ping = "{\"method\":\"ping\"}"u8.ToArray();
    private const int ReadsAtMost = 3;
    private readonly KrakenTurns _turns = new(port.Clock);

    public void Dispose() => _turns.Dispose();

    /// <summary>A private read. One whose number came too late may be asked again: it is a read.</summary>
    public async Task<Answer> Read(Op op, string method, int weight, CancellationToken ct, params (string Name, string? Value)[] fields)
    {
        for (var attempt = 1; ; attempt++)
        {
            var answer = await _turns.ReadAsync(async turn => await port.SendAsync(await SignedAsync(op, method, fields, turn) with { Bucket = "api", Weight = weight }, turn), ct);
            if (attempt == ReadsAtMost || !KrakenMap.Errors(answer).Any(e => e.StartsWith("EAPI:Invalid nonce", StringComparison.Ordinal)))
            {
                return answer;
            }
        }
    }

    /// <summary>An order message: once.</summary>
    public Task<Answer> Order(Op op, string method, CancellationToken ct, params (string Name, string? Value)[] fields) =>
        _turns.OrderAsync(async () => await port.SendAsync(await SignedAsync(op, method, fields, ct), ct), ct);

    public Task<Answer> Public(Op op, string pathAndQuery, CancellationToken ct) =>
        port.SendAsync(new Call(op, "rest", "GET", "/0/public/" + pathAndQuery, Call.NoHeaders, Bucket: "public"), ct);

    /// <summary>The endpoint is the whole socket address, so the path is empty. The token goes in the first message.</summary>
    public Task<ISocket> StreamAsync(CancellationToken ct) => port.ConnectAsync(new Call(Op.Stream, "stream", "GET", "", Call.NoHeaders), ct);

    public static byte[] Subscribe(string token) =>
        JsonSerializer.SerializeToUtf8Bytes(new SubscribeJson("subscribe", new SubscribeParamsJson("executions", token, true, true), 1), KrakenJson.Default.SubscribeJson);

    /// <summary>base64(HMAC-SHA512(key, path + SHA256(nonce + body))).</summary>
    /// <exception cref="VenueException">The private key is not base64.</exception>
    public static string Sign(string path, string nonce, string body, string privateKey)
    {
        Span<byte> key = new byte[privateKey.Length];
        if (!Convert.TryFromBase64String(privateKey, key, out var length))
        {
            throw new VenueException(ErrorCodes.InvalidCredentials, "Kraken: the private key is not complete: it is base64 text that ends in '=='", new Evidence(Sent.No, 0));
        }
        var signed = HMACSHA512.HashData(key[..length], [.. Encoding.UTF8.GetBytes(path), .. SHA256.HashData(Encoding.UTF8.GetBytes(nonce + body))]);
        CryptographicOperations.ZeroMemory(key);
        return Convert.ToBase64String(signed);
    }

    private async Task<Call> SignedAsync(Op op, string method, (string Name, string? Value)[] fields, CancellationToken ct)
    {
        var path = "/0/private/" + method;
        var (key, secret) = (await port.SecretAsync("apiKey", ct), await port.SecretAsync("privateKey", ct));
        // Last, so that as little as possible can overtake it.
        var nonce = (await port.NonceAsync(ct)).ToString(CultureInfo.InvariantCulture);
        var body = string.Join('&', fields.Where(f => f.Value is not null).Select(f => $"{f.Name}={Uri.EscapeDataString(f.Value!)}").Prepend("nonce=" + nonce));
        var headers = new Dictionary<string, string>
        {
            ["API-Key"] = key, ["API-Sign"] = Sign(path, nonce, body, secret), ["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8", ["Accept"] = "application/json",
        };
        return new Call(op, "rest", "POST", path, headers, Encoding.UTF8.GetBytes(body));
    }
}
