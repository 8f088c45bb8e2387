namespace Argix.Health;

/// <summary>Something that has to be well before this instance takes work. <see cref="Look"/> gives null, or the code of what is wrong.</summary>
public sealed record ReadyCheck(string Name, Func<CancellationToken, ValueTask<string?>> Look);

/// <summary><c>/health/live</c> and <c>/health/ready</c>.</summary>
public static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => Results.Json(new { status = "live" })).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/health/ready", ReadyAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> ReadyAsync(IEnumerable<ReadyCheck> checks, CancellationToken cancel)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var check in checks)
            found[check.Name] = await check.Look(cancel) ?? "ok";
        var ready = found.Values.All(v => v == "ok");
        return Results.Json(new { status = ready ? "ready" : "not_ready", checks = found }, statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
