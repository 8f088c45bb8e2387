using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Argix.Contracts;

namespace Argix.Broker.TradeStation;

/// <summary>TradeStation's calls. The token is the host's to renew; here it is read anew for each call.</summary>
internal sealed class TradeStationApi(IVenuePort port)
{
    public Task<Answer> Accounts(Op op, CancellationToken ct) => SendAsync(op, "/v3/brokerage/accounts", ct);

    public Task<Answer> Balances(string account, CancellationToken ct) => SendAsync(Op.Read, $"/v3/brokerage/accounts/{Uri.EscapeDataString(account)}/balances", ct);

    public Task<Answer> Positions(string account, CancellationToken ct) => SendAsync(Op.Read, $"/v3/brokerage/accounts/{Uri.EscapeDataString(account)}/positions", ct);

    public Task<Answer> Orders(string account, string? nextToken, CancellationToken ct) => SendAsync(Op.Read,
        $"/v3/brokerage/accounts/{Uri.EscapeDataString(account)}/orders?pageSize=600{(nextToken is null ? "" : "&nextToken=" + Uri.EscapeDataString(nextToken))}", ct);

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

    private async Task<Answer> SendAsync(Op op, string path, CancellationToken ct)
    {
        var headers = new Dictionary<string, string> { ["Authorization"] = "Bearer " + await port.SecretAsync("access_token", ct), ["Accept"] = "application/json" };
        return await port.SendAsync(new Call(op, "rest", "GET", path, headers, Bucket: "account"), ct);
    }
}
