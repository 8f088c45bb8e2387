using Argix.Accounts;
using Argix.Closing;
using Argix.Connections;
using Argix.Errors;

namespace Argix.Api;

/// <summary><c>/account/close</c>: over the API the scope <c>admin</c> is the proof; who has a weaker token gives the password (and code) with it.</summary>
internal static class AccountCalls
{
    public static void MapAccount(this IEndpointRouteBuilder api) => api.MapPost("/account/close", CloseAsync);

    private static async Task<IResult> CloseAsync(HttpContext context, AccountCloser closer, SignIn signIn)
    {
        var caller = Caller.Of(context);
        string? openOrders = null, password = null, code = null;
        if (await RequestBody.ReadIfAnyAsync(context) is { } body)
        {
            (openOrders, password, code) = (body.OptionalText("openOrders"), body.OptionalText("password"), body.OptionalText("code"));
            body.Done();
        }
        var choice = ConnectionService.ParseChoice(openOrders);
        if (password is not null ? !await signIn.ProvesAsync(context, caller.UserId, password, code) : !caller.May(Scopes.Admin))
            throw new ArgixException("forbidden", "closing the account needs a token with the scope admin, or the password (and the code of the second factor) in the body");
        return ApiFeature.Json(await closer.CloseAsync(caller.UserId, caller.Actor, choice, CancellationToken.None));
    }
}
