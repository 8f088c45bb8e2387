using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Argix.Contracts;

namespace Argix.Broker.Tradier;

/// <summary>Tradier's calls: paths, headers, form bodies. Knows nothing about what they are for.</summary>
internal sealed class TradierApi(IVenuePort port)
{
    public Task<Answer> Profile(Op op, CancellationToken ct) => SendAsync(op, "account", "GET", "/user/profile", ct);

    public Task<Answer> Clock(Op op, CancellationToken ct) => SendAsync(op, "data", "GET", "/markets/clock", ct);

    public Task<Answer> Balances(string account, CancellationToken ct) => SendAsync(Op.Read, "account", "GET", $"{Of(account)}/balances", ct);

    public Task<Answer> Positions(string account, CancellationToken ct) => SendAsync(Op.Read, "account", "GET", $"{Of(account)}/positions", ct);

    /// <summary>Today's orders and those that are still open.</summary>
    public Task<Answer> Orders(Op op, string account, int page, CancellationToken ct) =>
        SendAsync(op, "account", "GET", $"{Of(account)}/orders?includeTags=true{(page > 1 ? $"&page={page.ToString(CultureInfo.InvariantCulture)}" : "")}", ct);

    public Task<Answer> Order(string account, string id, CancellationToken ct) => SendAsync(Op.Read, "account", "GET", $"{Of(account)}/orders/{Escaped(id)}?includeTags=true", ct);

    public Task<Answer> Submit(string account, IEnumerable<KeyValuePair<string, string?>> form, CancellationToken ct) => SendAsync(Op.Submit, "orders", "POST", $"{Of(account)}/orders", ct, Form(form));

    public Task<Answer> Replace(string account, string id, IEnumerable<KeyValuePair<string, string?>> form, CancellationToken ct) =>
        SendAsync(Op.Replace, "orders", "PUT", $"{Of(account)}/orders/{Escaped(id)}", ct, Form(form));

    public Task<Answer> Cancel(string account, string id, CancellationToken ct) => SendAsync(Op.Cancel, "orders", "DELETE", $"{Of(account)}/orders/{Escaped(id)}", ct);

    public Task<Answer> Lookup(string text, CancellationToken ct) => SendAsync(Op.Read, "data", "GET", $"/markets/lookup?q={Escaped(text)}&types=stock,etf", ct);

    public Task<Answer> Quote(Op op, string symbol, CancellationToken ct) => SendAsync(op, "data", "GET", $"/markets/quotes?symbols={Escaped(symbol)}", ct);

    public Task<Answer> Days(string symbol, DateOnly from, DateOnly to, CancellationToken ct) => SendAsync(Op.Read, "data", "GET",
        $"/markets/history?symbol={Escaped(symbol)}&interval=daily&start={Day(from)}&end={Day(to)}", ct);

    public Task<Answer> Sales(string symbol, string interval, DateTime from, DateTime to, CancellationToken ct) => SendAsync(Op.Read, "data", "GET",
        $"/markets/timesales?symbol={Escaped(symbol)}&interval={interval}&start={Escaped(Minute(from))}&end={Escaped(Minute(to))}&session_filter=all", ct);

    /// <summary>The rows of a list; one unusable row makes the whole read a failed one, never a shorter list.</summary>
    public static (IReadOnlyList<T> Items, int Pages) ReadAll<T>(Answer answer, string outer, string inner, JsonTypeInfo<T> type, string what, Func<T, bool> usable) where T : class =>
        (answer.Status == 200 ? TradierList.Read(answer.Body, outer, inner, type) : null) is { } read && read.Items.All(row => row is not null && usable(row)) ? read : throw TradierMap.Failed(answer, what);

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

    private async Task<Answer> SendAsync(Op op, string bucket, string method, string path, CancellationToken ct, ReadOnlyMemory<byte> body = default)
    {
        // Without Accept the answer is XML.
        var headers = new Dictionary<string, string> { ["Authorization"] = "Bearer " + await port.SecretAsync("accessToken", ct), ["Accept"] = "application/json" };
        if (!body.IsEmpty)
        {
            headers["Content-Type"] = "application/x-www-form-urlencoded";
        }
        return await port.SendAsync(new Call(op, "rest", method, path, headers, body, bucket), ct);
    }

    private static byte[] Form(IEnumerable<KeyValuePair<string, string?>> fields) =>
        Encoding.UTF8.GetBytes(string.Join('&', fields.Where(f => f.Value is not null).Select(f => $"{f.Key}={Escaped(f.Value!)}")));

    private static string Of(string account) => $"/accounts/{Escaped(account)}";

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Minute(DateTime at) => at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Escaped(string text) => Uri.EscapeDataString(text);
}
