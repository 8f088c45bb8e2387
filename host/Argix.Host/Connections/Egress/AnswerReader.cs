namespace Argix.Connections.Egress;

/// <summary>Reads an answer within bounds (after decompression, so a small bomb is a large answer).</summary>
internal static class AnswerReader
{
    public const int MaxBytes = 4 * 1024 * 1024;

    public static async Task<(ReadOnlyMemory<byte> Body, string? Fault)> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            for (int n; (n = await stream.ReadAsync(buffer, ct)) > 0;)
            {
                if (body.Length + n > MaxBytes)
                {
                    return (default, "broker_protocol_error: the answer is larger than 4 MiB");
                }
                body.Write(buffer, 0, n);
            }
        }
        catch (InvalidDataException)
        {
            return (default, "broker_protocol_error: the answer cannot be decompressed");
        }
        return (body.ToArray(), null);
    }

    public static IReadOnlyDictionary<string, string> Headers(HttpResponseMessage response)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
        {
            headers[name] = string.Join(", ", values);
        }
        return headers;
    }
}
