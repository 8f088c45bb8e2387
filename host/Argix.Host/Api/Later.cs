using Argix.Accounts;
using Argix.Web;

namespace Argix.Api;

/// <summary>Calls of the published surface that this version does not have: they say so instead of not being there.</summary>
internal static class LaterCalls
{
    public static void MapLater(this IEndpointRouteBuilder api)
    {
        Later(api, "POST", "/account/close", "Closing the account");
    }

    private static void Later(IEndpointRouteBuilder api, string method, string path, string what) =>
        api.MapMethods(path, [method], (HttpContext context) => Problems.NotImplemented(context, what)).RequireAuthorization(Scopes.Read);
}
