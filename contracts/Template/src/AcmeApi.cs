using System.Globalization;
using System.Text.Json;
using Argix.Contracts;

namespace Acme;

/// <summary>Acme's calls: paths, headers, bodies. Knows nothing about what they are for.</summary>
internal sealed class AcmeApi(IVenuePort port)
{
    public const int RowsPerPage = 100;

    public Task<Answer> Login(Op op, CancellationToken ct) => SendAsync(op, "GET", "/v1/login", ct);

    public Task<Answer> Positions(CancellationToken ct) => SendAsync(Op.Read, "GET", "/v1/positions", ct);

    public Task<Answer> Order(string id, CancellationToken ct) => SendAsync(Op.Read, "GET", $"/v1/orders/{Uri.EscapeDataString(id)}", ct);

    public Task<Answer> OrderByOurId(string clientId, CancellationToken ct) => SendAsync(Op.Read, "GET", $"/v1/orders/by-client-id?id={Uri.EscapeDataString(clientId)}", ct);

    public Task<Answer> Orders(bool openOnly, DateTimeOffset? since, string? after, CancellationToken ct) =>
        SendAsync(Op.Read, "GET", $"/v1/orders?open={(openOnly ? "true" : "false")}{Since(since)}{After(after)}", ct);

    public Task<Answer> Fills(DateTimeOffset? since, string? order, string? after, CancellationToken ct) =>
        SendAsync(Op.Read, "GET", $"/v1/fills?order={Uri.EscapeDataString(order ?? "")}{Since(since)}{After(after)}", ct);

    public Task<Answer> Instrument(string symbol, CancellationToken ct) => SendAsync(Op.Read, "GET", $"/v1/instruments/{Uri.EscapeDataString(symbol)}", ct);

    public Task<Answer> Quote(string symbol, CancellationToken ct) => SendAsync(Op.Read, "GET", $"/v1/quotes/{Uri.EscapeDataString(symbol)}", ct);

    public Task<Answer> Submit(NewOrder order, CancellationToken ct) => SendAsync(Op.Submit, "POST", "/v1/orders", ct, JsonSerializer.SerializeToUtf8Bytes(order, AcmeJson.Default.NewOrder));

    public Task<Answer> Change(string id, NewOrder order, CancellationToken ct) =>
        SendAsync(Op.Replace, "PATCH", $"/v1/orders/{Uri.EscapeDataString(id)}", ct, JsonSerializer.SerializeToUtf8Bytes(order, AcmeJson.Default.NewOrder));

    public Task<Answer> Cancel(string id, CancellationToken ct) => SendAsync(Op.Cancel, "DELETE", $"/v1/orders/{Uri.EscapeDataString(id)}", ct);

    public Task<Answer> Silence(int seconds, CancellationToken ct) =>
        SendAsync(Op.Read, "POST", $"/v1/dead-man?seconds={seconds.ToString(CultureInfo.InvariantCulture)}", ct);

    public Task<ISocket> StreamAsync(CancellationToken ct) => port.ConnectAsync(new Call(Op.Stream, "stream", "GET", "", Call.NoHeaders), ct);

    public async Task<Frame> SignInAsync(CancellationToken ct) =>
        new(true, JsonSerializer.SerializeToUtf8Bytes(new SignIn(await port.SecretAsync("token", ct)), AcmeJson.Default.SignIn));

    private async Task<Answer> SendAsync(Op op, string method, string path, CancellationToken ct, ReadOnlyMemory<byte> body = default)
    {
        var headers = new Dictionary<string, string> { ["Accept"] = "application/json", ["Authorization"] = "Bearer " + await port.SecretAsync("token", ct) };
        if (!body.IsEmpty)
        {
            headers["Content-Type"] = "application/json";
        }
        return await port.SendAsync(new Call(op, "rest", method, path, headers, body, Bucket: "login"), ct);
    }

    private static string Since(DateTimeOffset? since) => since is { } at ? $"&since={Uri.EscapeDataString(at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture))}" : "";

    private static string After(string? after) => after is null ? "" : $"&after={Uri.EscapeDataString(after)}";
}
