using System.Text.Json;
using Argix.Accounts;
using Argix.Connections.Adapters;
using Argix.Contracts;
using Argix.Data;
using Argix.Errors;
using Argix.Seams;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace Argix.Connections.OAuth;

/// <summary>
/// Sign-in at a broker, from the address that the browser is sent to, to the connection. What the way back must match is stored before it begins; no token reaches
/// a browser, and nothing is kept before the broker has shown the account.
/// </summary>
public sealed partial class OAuthFlows(OpenDb open, IBrokers brokers, ConnectionTester tester, ConnectionService connections, TokenKeeper keeper, OAuthWire wire,
    HideSecret hide, IDataProtectionProvider protection, PublicAddress address, IIdSource ids, TimeProvider clock, ILogger<OAuthFlows> log)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    private const int MostOpen = 100;

    /// <summary>Writes down what the answer must match, and gives the address to send the browser to.</summary>
    /// <exception cref="ArgixException">Why this cannot begin.</exception>
    public async Task<Begun> BeginAsync(Beginner who, BeginRequest request, CancellationToken ct)
    {
        var plan = await PlanAsync(who, request, ct);
        var own = plan.Fact.Client == "user" && request.ConnectionId is { } again && request.Own.Count == 0 ? await connections.OwnClientAsync(who.WorkspaceId, again, ct)
            : FormRules.Credentials(plan.Method, request.EnvironmentId, request.Own);
        var client = plan.Client(brokers, own);
        var (state, verifier) = (ids.NewToken(), ids.NewToken(48));
        var scopes = ScopeRules.Wanted(plan.Fact, request.Access);
        var now = clock.GetUtcNow();
        var hash = Pkce.HashOf(state);
        var flow = new OAuthFlowRow
        {
            StateHash = hash,
            Id = ids.NewId(),
            WorkspaceId = who.WorkspaceId,
            UserId = who.UserId,
            SessionId = who.SessionId,
            Actor = who.Actor,
            BrokerId = request.BrokerId,
            EnvironmentId = request.EnvironmentId,
            MethodId = request.MethodId,
            ConnectionId = request.ConnectionId,
            Name = request.Name.Trim(),
            Access = request.Access,
            AcceptWithdrawal = request.AcceptWithdrawal,
            Issuer = plan.Issuer,
            RedirectUri = address.Link($"/connect/{request.BrokerId}/callback"),
            TokenEndpoint = plan.Token.AbsoluteUri,
            Scopes = string.Join(' ', scopes.Select(s => s.Name)),
            Sealed = Protector(hash).Protect(JsonSerializer.Serialize(new Kept(verifier, own))),
            CreatedAt = now,
            ExpiresAt = now + Lifetime,
        };
        await KeepAsync(flow, ct);
        return new(Url(plan, client.Id, flow, state, verifier), flow.ExpiresAt, scopes);
    }

    /// <summary>How a sign-in of this person ended.</summary>
    public async Task<FlowView?> FindAsync(Guid workspaceId, string userId, Guid id, CancellationToken ct)
    {
        await using var db = open();
        return await db.OAuthFlows.AsNoTracking().Where(f => f.Id == id && f.WorkspaceId == workspaceId && f.UserId == userId)
            .Select(f => new FlowView(f.Id, f.BrokerId, f.EnvironmentId, f.MethodId, f.Access, f.Outcome, f.Detail, f.ResultId, f.ConnectionId)).FirstOrDefaultAsync(ct);
    }

    private async Task<OAuthPlan> PlanAsync(Beginner who, BeginRequest request, CancellationToken ct)
    {
        var entry = tester.RequireOpen(request.BrokerId);
        ConnectionService.CheckWish(entry, new(new(request.BrokerId, request.MethodId, request.EnvironmentId, null, request.Own), request.Name, request.Access, request.AcceptWithdrawal, request.ConfirmLive));
        if (entry.Environment(request.EnvironmentId) is null)
        {
            throw FormRules.Failed("environmentId", $"One of: {string.Join(", ", entry.Manifest.Environments.Select(e => e.Id))}.");
        }
        if (entry.Method(request.MethodId) is not { Kind: "oauth" } method)
        {
            throw FormRules.Failed("methodId", entry.Method(request.MethodId) is null ? $"One of: {string.Join(", ", entry.Manifest.Methods.Select(m => m.Id))}." : "This method takes credentials: connect with POST /connections.");
        }
        if (!brokers.MethodAvailable(entry, method, out var reason))
        {
            throw FormRules.Failed("methodId", reason ?? "This method is not available here.");
        }
        if (OAuthPlan.Find(brokers, request.BrokerId, request.MethodId, request.EnvironmentId) is not { Fact.Start: "redirect" } plan)
        {
            throw FormRules.Failed("methodId", "This method does not sign in at the broker in this environment.");
        }
        if (request.Access == "trade" && entry.Manifest.Orders.Count == 0)
        {
            throw new ArgixException(ErrorCodes.InsufficientScope, $"Argix cannot place orders with {entry.Manifest.Name} yet. Connect with access: read.");
        }
        if (request.ConnectionId is { } again)
        {
            await connections.RequireSameAsync(who.WorkspaceId, again, request.BrokerId, request.EnvironmentId, request.MethodId, ct);
        }
        return plan;
    }

    private async Task KeepAsync(OAuthFlowRow flow, CancellationToken ct)
    {
        await using var db = open();
        var now = flow.CreatedAt;
        if (await db.OAuthFlows.CountAsync(f => f.WorkspaceId == flow.WorkspaceId && f.UsedAt == null && f.ExpiresAt > now, ct) >= MostOpen)
        {
            throw new ArgixException(ErrorCodes.RateLimited, "Too many sign-ins were begun and not finished. Wait ten minutes.");
        }
        db.OAuthFlows.Add(flow);
        await db.SaveChangesAsync(ct);
    }

    private static Uri Url(OAuthPlan plan, string clientId, OAuthFlowRow flow, string state, string verifier)
    {
        var query = new Dictionary<string, string?>(plan.Fact.AuthorizeParams.Select(p => KeyValuePair.Create(p.Key, (string?)p.Value)))
        {
            ["response_type"] = "code",
            ["client_id"] = clientId,
            ["redirect_uri"] = flow.RedirectUri,
            ["state"] = state,
        };
        if (flow.Scopes.Length > 0)
        {
            query["scope"] = flow.Scopes.Replace(" ", plan.Fact.ScopeSeparator, StringComparison.Ordinal);
        }
        if (plan.Fact.Pkce != "none")
        {
            (query["code_challenge"], query["code_challenge_method"]) = (Pkce.Challenge(verifier), Pkce.Method);
        }
        return new(QueryHelpers.AddQueryString(plan.Authorize.AbsoluteUri, query));
    }

    private IDataProtector Protector(string hash) => protection.CreateProtector("Argix.OAuthFlow.v1", hash);

    private sealed record Kept(string Verifier, IReadOnlyDictionary<string, string> Own)
    {
        public override string ToString() => "kept";
    }
}
