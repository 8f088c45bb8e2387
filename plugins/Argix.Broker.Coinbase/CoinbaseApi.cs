using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Argix.Contracts;

namespace Argix.Broker.Coinbase;

/// <summary>Coinbase's calls: paths, a token for each request, bodies. Knows nothing about what they are for.</summary>
internal sealed class CoinbaseApi(IVenuePort port)
{
    public const int PerPage = 250;
    private const string Base = "/api/v3/brokerage";
    // Tokens name the host that they are for; where a deployment puts something in between, it is still this one.
    private const string Host = "api.coinbase.com";

    public Task<Answer> KeyPermissions(CancellationToken ct) => Signed(Op.Probe, "GET", "/key_permissions", ct);

    public Task<Answer> Accounts(string? cursor, CancellationToken ct) => Signed(Op.Read, "GET", $"/accounts?limit={PerPage}{Next(cursor)}", ct);

    public Task<Answer> Submit(NewOrderJson order, CancellationToken ct) => Signed(Op.Submit, "POST", "/orders", ct, Bytes(order, CoinbaseJson.Default.NewOrderJson));

    public Task<Answer> Cancel(string id, CancellationToken ct) => Signed(Op.Cancel, "POST", "/orders/batch_cancel", ct, Bytes(new CancelJson([id]), CoinbaseJson.Default.CancelJson));

    public Task<Answer> Edit(EditJson change, CancellationToken ct) => Signed(Op.Replace, "POST", "/orders/edit", ct, Bytes(change, CoinbaseJson.Default.EditJson));

    public Task<Answer> Order(string id, CancellationToken ct) => Signed(Op.Read, "GET", "/orders/historical/" + Uri.EscapeDataString(id), ct);

    public Task<Answer> Orders(Op op, string? product, DateTimeOffset? from, bool openOnly, string? cursor, CancellationToken ct) => Signed(op, "GET",
        $"/orders/historical/batch?limit={PerPage}{(openOnly ? "&order_status=OPEN" : "")}{(product is null ? "" : "&product_ids=" + Uri.EscapeDataString(product))}{Time("start_date", from)}{Next(cursor)}", ct);

    public Task<Answer> Fills(string? orderId, DateTimeOffset? from, string? cursor, CancellationToken ct) => Signed(Op.Read, "GET",
        $"/orders/historical/fills?limit={PerPage}{(orderId is null ? "" : "&order_ids=" + Uri.EscapeDataString(orderId))}{Time("start_sequence_timestamp", from)}{Next(cursor)}", ct);

    public Task<Answer> Product(string id, CancellationToken ct) => Public(Op.Read, "/products/" + Uri.EscapeDataString(id), ct);

    public Task<Answer> Products(CancellationToken ct) => Public(Op.Read, "/products?product_type=SPOT", ct);

    public Task<Answer> Book(Op op, string id, CancellationToken ct) => Public(op, $"/product_book?product_id={Uri.EscapeDataString(id)}&limit=1", ct);

    public Task<Answer> Bars(string id, string granularity, DateTimeOffset from, DateTimeOffset to, CancellationToken ct) => Public(Op.Read,
        string.Create(CultureInfo.InvariantCulture, $"/products/{Uri.EscapeDataString(id)}/candles?start={from.ToUnixTimeSeconds()}&end={to.ToUnixTimeSeconds()}&granularity={granularity}&limit=350"), ct);

    /// <summary>The endpoint is the whole socket address, so the path is empty. A token goes in each subscription.</summary>
    public Task<ISocket> StreamAsync(CancellationToken ct) => port.ConnectAsync(new Call(Op.Stream, "stream", "GET", "", Call.NoHeaders), ct);

    public async Task<byte[]> SubscribeAsync(string channel, CancellationToken ct) => Bytes(new SubscribeJson("subscribe", channel, await TokenAsync(null, ct)), CoinbaseJson.Default.SubscribeJson);

    /// <summary>A token that is good for this request and two minutes.</summary>
    /// <exception cref="VenueException">The private key is no EC key in PEM.</exception>
    public static string Token(string keyName, string pem, string? uri, DateTimeOffset now)
    {
        var (from, until) = (now.ToUnixTimeSeconds(), now.AddMinutes(2).ToUnixTimeSeconds());
        var head = Bytes(new TokenHeadJson("ES256", keyName, RandomNumberGenerator.GetHexString(32, lowercase: true), "JWT"), CoinbaseJson.Default.TokenHeadJson);
        var text = $"{Base64Url(head)}.{Base64Url(Bytes(new TokenBodyJson(keyName, "cdp", from, until, uri), CoinbaseJson.Default.TokenBodyJson))}";
        try
        {
            using var key = ECDsa.Create();
            // Pasted keys often have their line ends written out.
            key.ImportFromPem(pem.Replace("\\n", "\n", StringComparison.Ordinal));
            return $"{text}.{Base64Url(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256))}";
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            throw new VenueException(ErrorCodes.InvalidCredentials, "Coinbase: the private key is not an EC key in PEM, from BEGIN to END", new Evidence(Sent.No, 0));
        }
    }

    private async Task<Answer> Signed(Op op, string method, string pathAndQuery, CancellationToken ct, byte[]? body = null)
    {
        var path = Base + pathAndQuery;
        var headers = new Dictionary<string, string> { ["Authorization"] = "Bearer " + await TokenAsync($"{method} {Host}{path.Split('?')[0]}", ct), ["Accept"] = "application/json" };
        if (body is not null)
        {
            headers["Content-Type"] = "application/json";
        }
        return await port.SendAsync(new Call(op, "rest", method, path, headers, body, Bucket: op is Op.Read or Op.Probe ? "private" : null), ct);
    }

    private Task<Answer> Public(Op op, string pathAndQuery, CancellationToken ct) => port.SendAsync(new Call(op, "rest", "GET", $"{Base}/market{pathAndQuery}", Call.NoHeaders, Bucket: "public"), ct);

    private async Task<string> TokenAsync(string? uri, CancellationToken ct) => Token(await port.SecretAsync("keyName", ct), await port.SecretAsync("privateKey", ct), uri, port.Clock.GetUtcNow());

    private static byte[] Bytes<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);

    private static string Base64Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static string Next(string? cursor) => string.IsNullOrEmpty(cursor) ? "" : "&cursor=" + Uri.EscapeDataString(cursor);

    private static string Time(string name, DateTimeOffset? at) => at is { } t ? $"&{name}={Uri.EscapeDataString(t.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))}" : "";
}
