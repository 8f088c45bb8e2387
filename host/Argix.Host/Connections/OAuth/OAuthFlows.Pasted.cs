using Argix.Data;
using Argix.Errors;

namespace Argix.Connections.OAuth;

// Some brokers have no page to come back from: the person makes a lasting refresh token there and pastes it, with a client of their own.
public sealed partial class OAuthFlows
{
    private const string PastedField = "refreshToken";

    /// <summary>Whether this way to connect begins with a pasted refresh token.</summary>
    public bool IsPasted(TestRequest request) => OAuthPlan.Find(brokers, request.BrokerId, request.MethodId, request.EnvironmentId) is { Fact.Start: "pastedRefreshToken" };

    /// <summary>Exchanges the pasted token, tests, and stores; nothing is stored before the account was read.</summary>
    public async Task<ConnectionView> ConnectPastedAsync(Guid workspaceId, CreateRequest request, string actor)
    {
        var entry = tester.RequireOpen(request.Test.BrokerId);
        ConnectionService.CheckWish(entry, request);
        var plan = OAuthPlan.Find(brokers, request.Test.BrokerId, request.Test.MethodId, request.Test.EnvironmentId)!;
        var given = FormRules.Credentials(plan.Method, request.Test.EnvironmentId, request.Test.Credentials);
        var pasted = given[PastedField];
        using var hidden = hide(pasted);
        var form = new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = pasted };
        var answer = await wire.TokenAsync(plan.Token, plan.AllowListed.Contains("token"), plan.Fact, plan.Client(brokers, given), form);
        if (answer.Tokens is not { } tokens)
        {
            throw new ArgixException(answer.Failure == TokenFailure.Dead ? Contracts.ErrorCodes.InvalidCredentials : answer.Code ?? Contracts.ErrorCodes.BrokerProtocolError,
                answer.Failure == TokenFailure.Dead ? "The broker does not take this refresh token. Make a new one and paste it whole." : answer.Detail);
        }
        tokens = tokens with { Refresh = tokens.Refresh ?? pasted };
        using var hiddenAccess = hide(tokens.Access);
        using var hiddenRefresh = hide(tokens.Refresh);
        var finished = await ConnectAsync(plan, NoFlow(workspaceId, request, actor), tokens, Values(given.Where(g => g.Key != PastedField).ToDictionary(), tokens));
        return await connections.GetAsync(workspaceId, finished.ConnectionId!.Value, CancellationToken.None);
    }

    private static OAuthFlowRow NoFlow(Guid workspaceId, CreateRequest request, string actor) => new()
    {
        StateHash = "", WorkspaceId = workspaceId, UserId = "", Actor = actor, BrokerId = request.Test.BrokerId, EnvironmentId = request.Test.EnvironmentId, MethodId = request.Test.MethodId,
        Name = request.Name, Access = request.Access, AcceptWithdrawal = request.AcceptWithdrawal, RedirectUri = "", TokenEndpoint = "", Scopes = "", Sealed = "",
    };
}
