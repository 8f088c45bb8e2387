namespace Argix.Health;

/// <summary>Something that has to be well before this instance takes work. <see cref="Look"/> gives null, or the code of what is wrong.</summary>
public sealed record ReadyCheck(string Name, Func<CancellationToken, ValueTask<string?>> Look);

/// <summary>Something that a person should look after, and that keeps nobody from working. <see cref="Look"/> gives null, or what it is, in words that anybody may read.</summary>
public sealed record HealthWarning(string Name, Func<string?> Look);

/// <summary><c>/health/live</c> and <c>/health/ready</c>.</summary>
public static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => Results.Json(new { status = "live" })).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/health/ready", ReadyAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> ReadyAsync(IEnumerable<ReadyCheck> checks, IEnumerable<HealthWarning> warnings, CancellationToken cancel)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var check in checks)
            found[check.Name] = await check.Look(cancel) ?? "ok";
        var ready = found.Values.All(v => v == "ok");
        return Results.Json(new { status = ready ? "ready" : "not_ready", checks = found, warnings = warnings.Select(w => (w.Name, Text: w.Look())).Where(w => w.Text is not null).ToDictionary(w => w.Name, w => w.Text, StringComparer.Ordinal) }, statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
