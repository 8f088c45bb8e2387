using System.Diagnostics;

namespace Argix.Accounts;

/// <summary>What an API caller reads when it may not. The API replaces <see cref="Write"/> by its own problem writer.</summary>
public sealed class AuthenticationAnswers
{
    /// <summary>Writes a problem document: context, HTTP status, code, detail.</summary>
    public Func<HttpContext, int, string, string, Task> Write { get; set; } = WriteProblemAsync;

    internal Task UnauthenticatedAsync(HttpContext context) =>
        Write(context, StatusCodes.Status401Unauthorized, "unauthenticated", "This needs a valid API token — send it as Authorization: Bearer <token>; make one in the settings or with 'tokens create'");

    internal Task ForbiddenAsync(HttpContext context) =>
        Write(context, StatusCodes.Status403Forbidden, "forbidden", "This token or role may not do this — use a token with the scope, or ask an admin of the workspace");

    private static Task WriteProblemAsync(HttpContext context, int status, string code, string detail)
    {
        context.Response.StatusCode = status;
        var problem = new Dictionary<string, object?>
        {
            ["type"] = "about:blank", ["title"] = code, ["status"] = status, ["code"] = code, ["detail"] = detail,
            ["correlationId"] = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier, ["docs"] = "/docs/errors#" + code,
        };
        return context.Response.WriteAsJsonAsync(problem, options: null, "application/problem+json");
    }
}
