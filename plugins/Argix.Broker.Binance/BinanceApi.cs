using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Argix.Contracts;

namespace Argix.Broker.Binance;

/// <summary>Binance's calls: paths, times, signatures. Knows nothing about what they are for.</summary>
internal sealed class BinanceApi(IVenuePort port)
{
    public static readonly byte[] Ping = "{\"id\":\"ping\",\"method\":\"ping\"}"u8.ToArray();
    private const string Window = "5000";

    // The most that Binance allows. A read is stamped before it waits for its share of the budget, which comes back each minute; an order never waits that long.
    private const string LongWindow = "60000";

    public Task<Answer> Account(Op op, CancellationToken ct) => Signed(op, "GET", "/api/v3/account", 20, ct, ("omitZeroBalances", "true"));

    public Task<Answer> KeyRestrictions(CancellationToken ct) => Signed(Op.Probe, "GET", "/sapi/v1/account/apiRestrictions", 1, ct);

    public Task<Answer> Submit(CancellationToken ct, params (string, string?)[] fields) => Signed(Op.Submit, "POST", "/api/v3/order", 1, ct, fields);

    public Task<Answer> Cancel(CancellationToken ct, params (string, string?)[] fields) => Signed(Op.Cancel, "DELETE", "/api/v3/order", 1, ct, fields);

    public Task<Answer> Order(Op op, CancellationToken ct, params (string, string?)[] fields) => Signed(op, "GET", "/api/v3/order", 4, ct, fields);

    public Task<Answer> OpenOrders(CancellationToken ct) => Signed(Op.Read, "GET", "/api/v3/openOrders", 80, ct);

    public Task<Answer> Trades(string symbol, string orderId, CancellationToken ct) => Signed(Op.Read, "GET", "/api/v3/myTrades", 5, ct, ("symbol", symbol), ("orderId", orderId), ("limit", "1000"));

    public Task<Answer> Symbol(string symbol, CancellationToken ct) => Public(Op.Read, $"/api/v3/exchangeInfo?symbol={Uri.EscapeDataString(symbol)}", 20, ct);

    /// <summary>Without what is not traded and without the long lists of permissions: the rest is larger than an answer may be.</summary>
    public Task<Answer> Symbols(CancellationToken ct) => Public(Op.Read, "/api/v3/exchangeInfo?symbolStatus=TRADING&showPermissionSets=false", 20, ct);

    public Task<Answer> Quote(Op op, string symbol, CancellationToken ct) => Public(op, $"/api/v3/ticker/bookTicker?symbol={Uri.EscapeDataString(symbol)}", 2, ct);

    public Task<Answer> Bars(string symbol, string interval, long from, long to, CancellationToken ct) => Public(Op.Read,
        string.Create(CultureInfo.InvariantCulture, $"/api/v3/klines?symbol={Uri.EscapeDataString(symbol)}&interval={interval}&startTime={from}&endTime={to}&limit=1000"), 2, ct);

    /// <summary>The endpoint is the whole socket address, so the path is empty. The key goes in the first message.</summary>
    public Task<ISocket> StreamAsync(CancellationToken ct) => port.ConnectAsync(new Call(Op.Stream, "stream", "GET", "", Call.NoHeaders), ct);

    public async Task<byte[]> SubscribeAsync(CancellationToken ct)
    {
        var (key, secret) = (await port.SecretAsync("apiKey", ct), await port.SecretAsync("secretKey", ct));
        var now = port.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        // Parameters in the order of their names.
        var signature = Sign(string.Create(CultureInfo.InvariantCulture, $"apiKey={key}&timestamp={now}"), secret);
        return JsonSerializer.SerializeToUtf8Bytes(new SubscribeJson("subscribe", "userDataStream.subscribe.signature", new SubscribeParamsJson(key, now, signature)), BinanceJson.Default.SubscribeJson);
    }

    /// <summary>hex(HMAC-SHA256(secret, query + body)).</summary>
    public static string Sign(string payload, string secret) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(payload)));

    private async Task<Answer> Signed(Op op, string method, string path, int weight, CancellationToken ct, params (string Name, string? Value)[] fields)
    {
        var (key, secret) = (await port.SecretAsync("apiKey", ct), await port.SecretAsync("secretKey", ct));
        var timed = fields.Append(("recvWindow", op == Op.Read ? LongWindow : Window)).Append(("timestamp", port.Clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)));
        var payload = string.Join('&', timed.Where(f => f.Item2 is not null).Select(f => $"{f.Item1}={Uri.EscapeDataString(f.Item2!)}"));
        var signed = $"{payload}&signature={Sign(payload, secret)}";
        var headers = new Dictionary<string, string> { ["X-MBX-APIKEY"] = key, ["Accept"] = "application/json" };
        if (method != "POST")
        {
            return await port.SendAsync(new Call(op, "rest", method, $"{path}?{signed}", headers, Bucket: op == Op.Read ? "weight" : null, Weight: op == Op.Read ? weight : 1), ct);
        }
        headers["Content-Type"] = "application/x-www-form-urlencoded";
        return await port.SendAsync(new Call(op, "rest", method, path, headers, Encoding.UTF8.GetBytes(signed)), ct);
    }

    private Task<Answer> Public(Op op, string pathAndQuery, int weight, CancellationToken ct) => port.SendAsync(new Call(op, "rest", "GET", pathAndQuery, Call.NoHeaders, Bucket: "weight", Weight: weight), ct);
}
