using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Argix.Contracts;

namespace Argix.Broker.InteractiveBrokers;

/// <summary>The gateway's calls. It holds the session itself, so nothing is sent that proves who we are.</summary>
internal sealed class InteractiveBrokersApi(IVenuePort port)
{
    public Task<Answer> Tickle(CancellationToken ct) => SendAsync(Op.Read, "session", "POST", "/tickle", ct);

    public Task<Answer> Status(Op op, CancellationToken ct) => SendAsync(op, "session", "POST", "/iserver/auth/status", ct);

    /// <summary>Opens the brokerage session again; never takes it away from somebody else.</summary>
    public Task<Answer> Init(CancellationToken ct) =>
        SendAsync(Op.Read, "session", "POST", "/iserver/auth/ssodh/init", ct, JsonSerializer.SerializeToUtf8Bytes(new InitJson(true, false), InteractiveBrokersJson.Default.InitJson));

    public Task<Answer> Suppress(string[] ids, CancellationToken ct) =>
        SendAsync(Op.Read, "session", "POST", "/iserver/questions/suppress", ct, JsonSerializer.SerializeToUtf8Bytes(new SuppressJson(ids), InteractiveBrokersJson.Default.SuppressJson));

    public Task<Answer> BrokerageAccounts(Op op, CancellationToken ct) => SendAsync(op, "session", "GET", "/iserver/accounts", ct);

    public Task<Answer> PortfolioAccounts(Op op, CancellationToken ct) => SendAsync(op, "session", "GET", "/portfolio/accounts", ct);

    public Task<Answer> Summary(string account, CancellationToken ct) => SendAsync(Op.Read, "session", "GET", $"/iserver/account/{Escaped(account)}/summary", ct);

    public Task<Answer> Positions(string account, int page, CancellationToken ct) =>
        SendAsync(Op.Read, "session", "GET", $"/portfolio/{Escaped(account)}/positions/{page.ToString(CultureInfo.InvariantCulture)}", ct);

    public Task<Answer> Orders(bool force, CancellationToken ct, Op op = Op.Read) => SendAsync(op, "orders", "GET", force ? "/iserver/account/orders?force=true" : "/iserver/account/orders", ct);

    public Task<Answer> Trades(CancellationToken ct) => SendAsync(Op.Read, "orders", "GET", "/iserver/account/trades?days=7", ct);

    public Task<Answer> Submit(string account, OrderMessageJson order, CancellationToken ct) => SendAsync(Op.Submit, "session", "POST", $"/iserver/account/{Escaped(account)}/orders", ct,
        JsonSerializer.SerializeToUtf8Bytes(new OrdersMessageJson([order]), InteractiveBrokersJson.Default.OrdersMessageJson));

    public Task<Answer> Replace(string account, string id, OrderMessageJson order, CancellationToken ct) => SendAsync(Op.Replace, "session", "POST", $"/iserver/account/{Escaped(account)}/order/{Escaped(id)}", ct,
        JsonSerializer.SerializeToUtf8Bytes(order, InteractiveBrokersJson.Default.OrderMessageJson));

    public Task<Answer> Cancel(string account, string id, CancellationToken ct) => SendAsync(Op.Cancel, "session", "DELETE", $"/iserver/account/{Escaped(account)}/order/{Escaped(id)}", ct);

    public Task<Answer> Stocks(string symbol, CancellationToken ct) => SendAsync(Op.Read, "session", "GET", $"/trsrv/stocks?symbols={Escaped(symbol)}", ct);

    public Task<Answer> Rules(long conid, CancellationToken ct) => SendAsync(Op.Read, "session", "POST", "/iserver/contract/rules", ct,
        JsonSerializer.SerializeToUtf8Bytes(new RulesRequestJson(conid, true), InteractiveBrokersJson.Default.RulesRequestJson));

    public Task<Answer> Snapshot(string conid, CancellationToken ct) => SendAsync(Op.Read, "session", "GET", $"/iserver/marketdata/snapshot?conids={Escaped(conid)}&fields=31,84,86,6509", ct);

    public Task<Answer> History(string conid, string period, string bar, CancellationToken ct) => SendAsync(Op.Read, "session", "GET", $"/iserver/marketdata/history?conid={Escaped(conid)}&period={period}&bar={bar}", ct);

    public Task<Answer> Schedule(string conid, CancellationToken ct) => SendAsync(Op.Read, "session", "GET", $"/contract/trading-schedule?conid={Escaped(conid)}", ct);

    /// <summary>The body of a successful answer; anything else is a failed read.</summary>
    public static T Read<T>(Answer answer, JsonTypeInfo<T> type, string what) where T : class =>
        (answer.Status == 200 ? TryRead(answer, type) : null) ?? throw InteractiveBrokersMap.Failed(answer, what);

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

    private Task<Answer> SendAsync(Op op, string bucket, string method, string path, CancellationToken ct, ReadOnlyMemory<byte> body = default)
    {
        var headers = new Dictionary<string, string> { ["Accept"] = "application/json" };
        if (!body.IsEmpty)
        {
            headers["Content-Type"] = "application/json";
        }
        return port.SendAsync(new Call(op, "rest", method, path, headers, body, bucket), ct);
    }

    private static string Escaped(string text) => Uri.EscapeDataString(text);
}
