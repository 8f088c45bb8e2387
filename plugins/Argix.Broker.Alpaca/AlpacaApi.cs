using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Argix.Contracts;

namespace Argix.Broker.Alpaca;

/// <summary>Alpaca's calls: paths, headers, bodies. Knows nothing about what they are for.</summary>
internal sealed class AlpacaApi(IVenuePort port)
{
    public const int OrdersPerPage = 500;
    public const int ActivitiesPerPage = 100;
    public static readonly byte[] Listen = JsonSerializer.SerializeToUtf8Bytes(new ListenJson("listen", new StreamsJson(["trade_updates"])), AlpacaJson.Default.ListenJson);

    // By a sign-in at Alpaca; its token is the host's to renew, here it is only read.
    private bool SignedIn => port.Login.MethodId == "oauth";

    private string Feed => port.Login.Settings.GetValueOrDefault("DataFeed", "iex");

    public Task<Answer> Account(Op op, CancellationToken ct) => SendAsync(op, "rest", "GET", "/v2/account", ct);

    public Task<Answer> Clock(Op op, CancellationToken ct) => SendAsync(op, "rest", "GET", "/v2/clock", ct);

    public Task<Answer> Positions(CancellationToken ct) => SendAsync(Op.Read, "rest", "GET", "/v2/positions", ct);

    public Task<Answer> Asset(string symbol, CancellationToken ct) => SendAsync(Op.Read, "rest", "GET", $"/v2/assets/{Escaped(symbol)}", ct);

    public Task<Answer> Assets(string assetClass, CancellationToken ct) => SendAsync(Op.Read, "rest", "GET", $"/v2/assets?status=active&asset_class={assetClass}", ct);

    public Task<Answer> Order(string id, CancellationToken ct) => SendAsync(Op.Read, "rest", "GET", $"/v2/orders/{Escaped(id)}", ct);

    public Task<Answer> OrderByClientId(Op op, string id, CancellationToken ct) =>
        SendAsync(op, "rest", "GET", $"/v2/orders:by_client_order_id?client_order_id={Escaped(id)}", ct);

    public Task<Answer> Orders(string status, DateTimeOffset? after, CancellationToken ct) =>
        SendAsync(Op.Read, "rest", "GET", $"/v2/orders?status={status}&limit={OrdersPerPage}&direction=asc{Time("after", after)}", ct);

    public Task<Answer> Fills(DateTimeOffset? after, string? pageToken, CancellationToken ct) => SendAsync(Op.Read, "rest", "GET",
        $"/v2/account/activities/FILL?direction=asc&page_size={ActivitiesPerPage}{Time("after", WholeSecond(after))}{(pageToken is null ? "" : $"&page_token={Escaped(pageToken)}")}", ct);

    public Task<Answer> Submit(NewOrderJson order, CancellationToken ct) =>
        SendAsync(Op.Submit, "rest", "POST", "/v2/orders", ct, JsonSerializer.SerializeToUtf8Bytes(order, AlpacaJson.Default.NewOrderJson));

    public Task<Answer> Cancel(string id, CancellationToken ct) => SendAsync(Op.Cancel, "rest", "DELETE", $"/v2/orders/{Escaped(id)}", ct);

    public Task<Answer> CancelAll(CancellationToken ct) => SendAsync(Op.Cancel, "rest", "DELETE", "/v2/orders", ct);

    public Task<Answer> StockQuote(Op op, string symbol, CancellationToken ct) => SendAsync(op, "data", "GET", $"/v2/stocks/{Escaped(symbol)}/quotes/latest?feed={Feed}", ct);

    public Task<Answer> CryptoQuote(string symbol, CancellationToken ct) => SendAsync(Op.Read, "data", "GET", $"/v1beta3/crypto/us/latest/quotes?symbols={Escaped(symbol)}", ct);

    public Task<Answer> Bars(Instrument of, string timeframe, DateTimeOffset from, DateTimeOffset to, string? pageToken, CancellationToken ct)
    {
        var range = $"timeframe={timeframe}{Time("start", from)}{Time("end", to)}&limit=10000{(pageToken is null ? "" : $"&page_token={Escaped(pageToken)}")}";
        return SendAsync(Op.Read, "data", "GET", of.AssetClass == AssetClass.Crypto
            ? $"/v1beta3/crypto/us/bars?symbols={Escaped(of.VenueSymbol)}&{range}"
            : $"/v2/stocks/{Escaped(of.VenueSymbol)}/bars?{range}&adjustment=raw&feed={Feed}", ct);
    }

    /// <summary>The endpoint is the whole socket address, so the path is empty. The keys go in the first message, not in headers.</summary>
    public Task<ISocket> StreamAsync(CancellationToken ct) => port.ConnectAsync(new Call(Op.Stream, "stream", "GET", "", Call.NoHeaders), ct);

    public async Task<byte[]> AuthenticateAsync(CancellationToken ct) => SignedIn
        ? JsonSerializer.SerializeToUtf8Bytes(new AuthenticateTokenJson("authenticate", new OauthTokenJson(await port.SecretAsync("access_token", ct))), AlpacaJson.Default.AuthenticateTokenJson)
        : JsonSerializer.SerializeToUtf8Bytes(new AuthenticateJson("authenticate", new KeysJson(await port.SecretAsync("keyId", ct), await port.SecretAsync("secretKey", ct))), AlpacaJson.Default.AuthenticateJson);

    /// <summary>The body of a successful answer; anything else is a failed read.</summary>
    public static T Read<T>(Answer answer, JsonTypeInfo<T> type, string what) where T : class =>
        (answer.Status == 200 ? AlpacaMap.TryRead(answer, type) : null) ?? throw AlpacaMap.Failed(answer, what);

    /// <summary>The rows of a list; one unusable row makes the whole read a failed one, never a shorter list.</summary>
    public static T[] ReadAll<T>(Answer answer, JsonTypeInfo<T[]> type, string what, Func<T, bool> usable) where T : class
    {
        var rows = Read(answer, type, what);
        return rows.All(row => row is not null && usable(row)) ? rows : throw AlpacaMap.Failed(answer, $"{what}: an unusable row");
    }

    /// <summary>Alpaca's own "not found": a 404 whose body is one of its error bodies. A 404 of a proxy's page says nothing.</summary>
    public static bool IsNone(Answer answer) => answer.Status == 404 && AlpacaMap.Evidence(answer) is var e && (e.Text is not null || e.Code is not null);

    private async Task<Answer> SendAsync(Op op, string endpoint, string method, string path, CancellationToken ct, ReadOnlyMemory<byte> body = default)
    {
        var headers = new Dictionary<string, string> { ["Accept"] = "application/json" };
        if (SignedIn)
        {
            headers["Authorization"] = "Bearer " + await port.SecretAsync("access_token", ct);
        }
        else
        {
            headers["APCA-API-KEY-ID"] = await port.SecretAsync("keyId", ct);
            headers["APCA-API-SECRET-KEY"] = await port.SecretAsync("secretKey", ct);
        }
        if (!body.IsEmpty)
        {
            headers["Content-Type"] = "application/json";
        }
        return await port.SendAsync(new Call(op, endpoint, method, path, headers, body, Bucket: endpoint == "data" ? "data" : "account"), ct);
    }

    /// <summary>The activities' "after" is documented in whole seconds and excludes its own instant.</summary>
    private static DateTimeOffset? WholeSecond(DateTimeOffset? at) => at is { } t ? t.AddTicks(-(t.Ticks % TimeSpan.TicksPerSecond)).AddSeconds(-1) : null;

    private static string Escaped(string text) => Uri.EscapeDataString(text);

    private static string Time(string name, DateTimeOffset? at) =>
        at is { } t ? $"&{name}={Escaped(t.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture))}" : "";
}
