using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Argix.Contracts;

namespace Argix.Broker.Oanda;

/// <summary>OANDA's calls: paths, headers, bodies. Knows nothing about what they are for.</summary>
internal sealed class OandaApi(IVenuePort port)
{
    public const int TransactionsPerPage = 1000;
    public const int CandlesPerPage = 5000;

    public ValueTask<string> AccountIdAsync(CancellationToken ct) => port.SecretAsync("accountId", ct);

    public Task<Answer> Accounts(Op op, CancellationToken ct) => SendAsync(op, "GET", "/v3/accounts", ct);

    public Task<Answer> Summary(Op op, string account, CancellationToken ct) => SendAsync(op, "GET", $"{Of(account)}/summary", ct);

    public Task<Answer> Positions(string account, CancellationToken ct) => SendAsync(Op.Read, "GET", $"{Of(account)}/openPositions", ct);

    public Task<Answer> Pending(string account, CancellationToken ct) => SendAsync(Op.Read, "GET", $"{Of(account)}/pendingOrders", ct);

    public Task<Answer> Order(Op op, string account, string id, CancellationToken ct) => SendAsync(op, "GET", $"{Of(account)}/orders/{Escaped(id)}", ct);

    public Task<Answer> OrderByClientId(Op op, string account, string id, CancellationToken ct) => Order(op, account, "@" + id, ct);

    public Task<Answer> Transaction(string account, string id, CancellationToken ct) => SendAsync(Op.Read, "GET", $"{Of(account)}/transactions/{Escaped(id)}", ct);

    /// <summary>Where in the log a time lies: the answer names ranges of ids, not entries.</summary>
    public Task<Answer> TransactionPages(string account, DateTimeOffset? from, string? kind, CancellationToken ct) =>
        SendAsync(Op.Read, "GET", $"{Of(account)}/transactions?pageSize={TransactionsPerPage}{(from is { } f ? $"&from={Escaped(Time(f))}" : "")}{Kind(kind)}", ct);

    public Task<Answer> TransactionRange(string account, string from, string to, string? kind, CancellationToken ct) =>
        SendAsync(Op.Read, "GET", $"{Of(account)}/transactions/idrange?from={Escaped(from)}&to={Escaped(to)}{Kind(kind)}", ct);

    public Task<Answer> Submit(string account, NewOrderJson order, CancellationToken ct) => SendAsync(Op.Submit, "POST", $"{Of(account)}/orders", ct, Body(order));

    public Task<Answer> Replace(string account, string id, NewOrderJson order, CancellationToken ct) => SendAsync(Op.Replace, "PUT", $"{Of(account)}/orders/{Escaped(id)}", ct, Body(order));

    public Task<Answer> Cancel(string account, string specifier, CancellationToken ct) => SendAsync(Op.Cancel, "PUT", $"{Of(account)}/orders/{Escaped(specifier)}/cancel", ct);

    public Task<Answer> Instruments(string account, string? only, CancellationToken ct) =>
        SendAsync(Op.Read, "GET", $"{Of(account)}/instruments{(only is null ? "" : $"?instruments={Escaped(only)}")}", ct);

    public Task<Answer> Pricing(Op op, string account, string instrument, CancellationToken ct) => SendAsync(op, "GET", $"{Of(account)}/pricing?instruments={Escaped(instrument)}", ct);

    public Task<Answer> Candles(string instrument, string granularity, DateTimeOffset from, DateTimeOffset to, CancellationToken ct) => SendAsync(Op.Read, "GET",
        $"/v3/instruments/{Escaped(instrument)}/candles?price=M&granularity={granularity}&from={Escaped(Time(from))}&to={Escaped(Time(to))}&dailyAlignment=0&alignmentTimezone=UTC", ct);

    public async Task<Call> TransactionStreamAsync(string account, CancellationToken ct) =>
        new(Op.Stream, "stream", "GET", $"{Of(account)}/transactions/stream", await HeadersAsync(ct));

    /// <summary>The body of a successful answer; anything else is a failed read.</summary>
    public static T Read<T>(Answer answer, JsonTypeInfo<T> type, string what) where T : class =>
        (answer.Status == 200 ? TryRead(answer, type) : null) ?? throw OandaMap.Failed(answer, what);

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

    /// <summary>OANDA's own "not found": a 404 whose body is one of its error bodies. A 404 of a proxy's page says nothing.</summary>
    public static bool IsNone(Answer answer) => answer.Status == 404 && TryRead(answer, OandaJson.Default.OrderAnswerJson) is { } said && (said.ErrorMessage ?? said.ErrorCode) is not null;

    private static byte[] Body(NewOrderJson order) => JsonSerializer.SerializeToUtf8Bytes(new NewOrderBodyJson(order), OandaJson.Default.NewOrderBodyJson);

    private async Task<Answer> SendAsync(Op op, string method, string path, CancellationToken ct, ReadOnlyMemory<byte> body = default) =>
        await port.SendAsync(new Call(op, "rest", method, path, await HeadersAsync(ct, !body.IsEmpty), body, Bucket: "rest"), ct);

    private async Task<Dictionary<string, string>> HeadersAsync(CancellationToken ct, bool hasBody = false)
    {
        var headers = new Dictionary<string, string>
        {
            ["Authorization"] = "Bearer " + await port.SecretAsync("token", ct), ["Accept"] = "application/json", ["Accept-Datetime-Format"] = "RFC3339",
        };
        if (hasBody)
        {
            headers["Content-Type"] = "application/json";
        }
        return headers;
    }

    private static string Kind(string? kind) => kind is null ? "" : $"&type={kind}";

    private static string Of(string account) => $"/v3/accounts/{Escaped(account)}";

    private static string Escaped(string text) => Uri.EscapeDataString(text);

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
