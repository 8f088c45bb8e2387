using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Argix.Contracts;

namespace Argix.Broker.TradeStation;

/// <summary>TradeStation's calls. The token is the host's to renew; here it is read anew for each call.</summary>
internal sealed class TradeStationApi(IVenuePort port)
{
    public Task<Answer> Accounts(Op op, CancellationToken ct) => ReadAsync(op, "accounts", "/v3/brokerage/accounts", ct);

    public Task<Answer> Balances(string account, CancellationToken ct) => ReadAsync(Op.Read, "balances", $"{Of(account)}/balances", ct);

    public Task<Answer> Positions(string account, CancellationToken ct) => ReadAsync(Op.Read, "positions", $"{Of(account)}/positions", ct);

    /// <summary>Today's orders and those that are still open.</summary>
    public Task<Answer> Orders(string account, string? nextToken, CancellationToken ct, Op op = Op.Read) => ReadAsync(op, "orders", $"{Of(account)}/orders?pageSize=600{Next(nextToken)}", ct);

    public Task<Answer> Order(string account, string id, CancellationToken ct) => ReadAsync(Op.Read, "orders", $"{Of(account)}/orders/{Escaped(id)}", ct);

    /// <summary>Orders that ended before today, at most 90 days back.</summary>
    public Task<Answer> History(string account, DateTimeOffset since, string? nextToken, CancellationToken ct) =>
        ReadAsync(Op.Read, "orders", $"{Of(account)}/historicalorders?since={Day(since)}&pageSize=600{Next(nextToken)}", ct);

    public Task<Answer> HistoricalOrder(string account, string id, DateTimeOffset since, CancellationToken ct) =>
        ReadAsync(Op.Read, "orders", $"{Of(account)}/historicalorders/{Escaped(id)}?since={Day(since)}", ct);

    public Task<Answer> Submit(NewOrderJson order, CancellationToken ct) =>
        SendAsync(Op.Submit, "execution", "POST", "/v3/orderexecution/orders", JsonSerializer.SerializeToUtf8Bytes(order, TradeStationJson.Default.NewOrderJson), ct);

    public Task<Answer> Replace(string id, ChangeJson change, CancellationToken ct) =>
        SendAsync(Op.Replace, "execution", "PUT", $"/v3/orderexecution/orders/{Escaped(id)}", JsonSerializer.SerializeToUtf8Bytes(change, TradeStationJson.Default.ChangeJson), ct);

    public Task<Answer> Cancel(string id, CancellationToken ct) => SendAsync(Op.Cancel, "execution", "DELETE", $"/v3/orderexecution/orders/{Escaped(id)}", default, ct);

    public Task<Answer> Symbol(string symbol, CancellationToken ct) => ReadAsync(Op.Read, "data", $"/v3/marketdata/symbols/{Escaped(symbol)}", ct);

    public Task<Answer> Quote(Op op, string symbol, CancellationToken ct) => ReadAsync(op, "quotes", $"/v3/marketdata/quotes/{Escaped(symbol)}", ct);

    public Task<Answer> Bars(string symbol, int interval, string unit, DateTimeOffset from, DateTimeOffset to, CancellationToken ct) => ReadAsync(Op.Read, "data",
        $"/v3/marketdata/barcharts/{Escaped(symbol)}?interval={interval}&unit={unit}&firstdate={Escaped(Time(from))}&lastdate={Escaped(Time(to))}", ct);

    public async Task<Call> OrderStreamAsync(IEnumerable<string> accounts, CancellationToken ct)
    {
        var headers = await HeadersAsync(ct);
        headers["Accept"] = "application/vnd.tradestation.streams.v3+json";
        return new Call(Op.Stream, "rest", "GET", $"/v3/brokerage/stream/accounts/{string.Join(',', accounts.Select(Escaped))}/orders", headers);
    }

    /// <summary>The body of a successful answer; anything else is a failed read.</summary>
    public static T Read<T>(Answer answer, JsonTypeInfo<T> type, string what) where T : class =>
        (answer.Status == 200 ? TryRead(answer, type) : null) ?? throw TradeStationMap.Failed(answer, what);

    public static T? TryRead<T>(Answer answer, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return answer.Body.IsEmpty ? null : JsonSerializer.Deserialize(answer.Body.Span, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private Task<Answer> ReadAsync(Op op, string bucket, string path, CancellationToken ct) => SendAsync(op, bucket, "GET", path, default, ct);

    private async Task<Answer> SendAsync(Op op, string bucket, string method, string path, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        var headers = await HeadersAsync(ct);
        if (!body.IsEmpty)
        {
            headers["Content-Type"] = "application/json";
        }
        return await port.SendAsync(new Call(op, "rest", method, path, headers, body, bucket), ct);
    }

    private async Task<Dictionary<string, string>> HeadersAsync(CancellationToken ct) =>
        new() { ["Authorization"] = "Bearer " + await port.SecretAsync("access_token", ct), ["Accept"] = "application/json" };

    private static string Of(string account) => $"/v3/brokerage/accounts/{Escaped(account)}";

    private static string Next(string? token) => token is null ? "" : "&nextToken=" + Escaped(token);

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Escaped(string text) => Uri.EscapeDataString(text);
}
