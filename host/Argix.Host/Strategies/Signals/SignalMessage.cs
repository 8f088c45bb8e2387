using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Argix.Strategies.Signals;

/// <summary>The signature of a message: <c>t=…,v1=…</c>, HMAC-SHA256 over <c>timestamp.body</c>.</summary>
public static class SignalSignature
{
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Why it is not accepted, or null. The comparison takes as long whatever the bytes are.</summary>
    public static string? Fault(string? header, ReadOnlySpan<byte> body, string secret, DateTimeOffset now)
    {
        var parts = (header ?? "").Split(',').Select(p => p.Split('=', 2)).Where(p => p.Length == 2).Select(p => (Name: p[0].Trim(), Value: p[1].Trim())).ToList();
        if (parts.Find(p => p.Name == "t").Value is not { } stamp || !long.TryParse(stamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > 32_503_680_000)
        {
            return "X-Argix-Signature must be t=<Unix seconds>,v1=<hexadecimal HMAC-SHA256 of timestamp.body>";
        }

        var expected = Of(stamp, body, secret);
        var good = parts.Where(p => p.Name == "v1").Aggregate(false, (any, p) => any | CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(p.Value.ToLowerInvariant()), Encoding.ASCII.GetBytes(expected)));
        return !good ? "the signature does not fit the body and this strategy's secret"
            : (now - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > Tolerance ? "the timestamp is more than 5 minutes away from now; check the sender's clock" : null;
    }

    /// <summary>The signature in hexadecimal.</summary>
    public static string Of(string stamp, ReadOnlySpan<byte> body, string secret)
    {
        byte[] message = [.. Encoding.ASCII.GetBytes(stamp), (byte)'.', .. body];
        return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), message));
    }
}

/// <summary>What a message says. <paramref name="Ticker"/>: the instrument, if it names one.</summary>
public sealed record SignalMessage(string? Id, string Action, string? Ticker, decimal? Price, decimal? Quantity)
{
    /// <summary>
    /// Reads JSON as TradingView alerts write it (<c>{"action": "{{strategy.order.action}}", "ticker": "{{ticker}}", "price": "{{close}}", "id": …}</c>), or a plain text whose first word is the action. Null = no action in it.
    /// </summary>
    public static SignalMessage? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var text = new UTF8Encoding(false, true).GetString(body).Trim();
            if (!text.StartsWith('{'))
            {
                return Understood(text.Split(' ', 2)[0]) is { } word ? new SignalMessage(null, word, null, null, null) : null;
            }

            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            var root = json.RootElement;
            return Understood(Text(root, "action") ?? Text(root, "side") ?? Text(root, "order_action") ?? Text(root, "signal")) is not { } action ? null
                : new SignalMessage(Text(root, "id") ?? Text(root, "order_id"), action, Text(root, "ticker") ?? Text(root, "symbol"), Figure(root, "price") ?? Figure(root, "close"), Figure(root, "quantity") ?? Figure(root, "contracts"));
        }
        catch (Exception e) when (e is JsonException or DecoderFallbackException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Whether the ticker means this symbol: <c>BINANCE:BTCUSD</c> is <c>BTC/USD</c>.</summary>
    public bool IsAbout(string symbol) => Ticker is null || Plain(Ticker[(Ticker.LastIndexOf(':') + 1)..]).Equals(Plain(symbol), StringComparison.OrdinalIgnoreCase);

    private static string Plain(string symbol) => string.Concat(symbol.Where(char.IsLetterOrDigit));

    private static string? Understood(string? word) => word?.ToLowerInvariant() switch
    {
        "buy" or "long" or "enter_long" => "buy",
        "sell" or "short" or "enter_short" => "sell",
        "exit" or "close" or "flat" or "exit_long" or "exit_short" => "exit",
        { Length: > 0 and <= 40 } other when other.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') => other,
        _ => null,
    };

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var v) ? v.ValueKind switch
    {
        JsonValueKind.String when v.GetString() is { Length: <= 100 } s => s,
        JsonValueKind.Number => v.GetRawText(),
        _ => null,
    } : null;

    private static decimal? Figure(JsonElement root, string name) =>
        Text(root, name) is { Length: <= 40 } text && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var d) && d is > 0 and < 1_000_000_000_000m ? d : null;
}
