using System.Text.Json;
using Argix.Contracts;
using Argix.Data;
using Argix.Errors;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace Argix.Connections.OAuth;

// The way back. The order of the steps is that of CallbackRules; nothing leaves this machine before all of them have passed.
public sealed partial class OAuthFlows
{
    /// <summary>Takes a callback. Never throws for what the browser or the broker sent: the answer is a page.</summary>
    public async Task<Finished> FinishAsync(CallbackQuery query, CallbackPerson person, CancellationToken ct)
    {
        var codeParam = brokers.Find(query.BrokerId)?.Manifest.Methods.Select(m => m.OAuth?.CodeParam).FirstOrDefault(p => p is not null) ?? "code";
        if (CallbackRules.Shape(query, codeParam) is { } shapeless)
        {
            return Refused(query, shapeless);
        }
        var now = clock.GetUtcNow();
        var hash = Pkce.HashOf(query.One("state")!);
        await using var db = open();
        var flow = await db.OAuthFlows.AsNoTracking().FirstOrDefaultAsync(f => f.StateHash == hash, ct);
        if (CallbackRules.State(query, flow, person, now) is { } wrong)
        {
            return wrong.Step == CallbackStep.ShowAgain ? Again(flow!) : Refused(query, wrong);
        }
        // One of two at the same time wins; the other sees how it ends.
        if (await db.OAuthFlows.Where(f => f.StateHash == hash && f.UsedAt == null).ExecuteUpdateAsync(f => f.SetProperty(x => x.UsedAt, now), ct) == 0)
        {
            return Again(flow!);
        }
        // From here on it ends, whatever the browser does: a code that was exchanged and forgotten cannot be exchanged again.
        var finished = await EndAsync(query, flow!);
        await db.OAuthFlows.Where(f => f.StateHash == hash).ExecuteUpdateAsync(f => f.SetProperty(x => x.Sealed, "")
            .SetProperty(x => x.Outcome, finished.Code ?? (finished.Choose ? "choose" : "connected")).SetProperty(x => x.Detail, finished.Detail).SetProperty(x => x.ResultId, finished.ConnectionId), CancellationToken.None);
        return finished;
    }

    private async Task<Finished> EndAsync(CallbackQuery query, OAuthFlowRow flow)
    {
        try
        {
            var plan = OAuthPlan.Find(brokers, flow.BrokerId, flow.MethodId, flow.EnvironmentId)
                ?? throw new ArgixException("plugin_faulted", "The broker's plugin went away while you were signing in. Begin again when it is back.");
            var decision = CallbackRules.Answer(query, flow, plan.Fact);
            if (decision.Step != CallbackStep.Exchange)
            {
                log.LogInformation("Sign-in at {BrokerId} ended: {Decision}", flow.BrokerId, decision);
                return new(decision.Code, Words(decision), flow.Id, null);
            }
            return await ExchangeAsync(plan, flow, decision.AuthorizationCode!);
        }
        catch (ArgixException e)
        {
            log.LogInformation("Sign-in at {BrokerId} ended with {Code}", flow.BrokerId, e.Code);
            return new(e.Code, e.Message, flow.Id, e.Facts.GetValueOrDefault("connectionId") as Guid?);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            log.LogError("Sign-in at {BrokerId} failed: {Error}", flow.BrokerId, e.GetType().Name);
            return new(ErrorCatalogue.Internal, "Argix could not finish the sign-in. Nothing was stored; begin again.", flow.Id, null);
        }
    }

    private async Task<Finished> ExchangeAsync(OAuthPlan plan, OAuthFlowRow flow, string code)
    {
        var kept = JsonSerializer.Deserialize<Kept>(Protector(flow.StateHash).Unprotect(flow.Sealed))!;
        using var hiddenCode = hide(code);
        var form = new Dictionary<string, string> { ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = flow.RedirectUri };
        if (plan.Fact.Pkce != "none")
        {
            form["code_verifier"] = kept.Verifier;
        }
        var answer = await wire.TokenAsync(new(flow.TokenEndpoint), plan.AllowListed.Contains("token"), plan.Fact, plan.Client(brokers, kept.Own), form);
        if (answer.Tokens is not { } tokens)
        {
            throw answer.Failure == TokenFailure.Dead
                ? new ArgixException("oauth_state_invalid", "The broker no longer takes the code of this sign-in. Begin again.")
                : new ArgixException(answer.Code ?? ErrorCodes.BrokerProtocolError, answer.Detail);
        }
        using var hiddenAccess = hide(tokens.Access);
        using var hiddenRefresh = hide(tokens.Refresh ?? "");
        return await ConnectAsync(plan, flow, tokens, Values(kept.Own, tokens));
    }

    private async Task<Finished> ConnectAsync(OAuthPlan plan, OAuthFlowRow flow, Tokens tokens, IReadOnlyDictionary<string, string> values)
    {
        try
        {
            ScopeRules.Require(plan.Fact, flow.Access, tokens.Scopes);
            if (ScopeRules.Surplus(flow.Scopes.Split(' '), tokens.Scopes) is { Count: > 0 } surplus)
            {
                log.LogWarning("{BrokerId} granted {Count} scopes that were not asked for", flow.BrokerId, surplus.Count);
            }
            var probe = new TestRequest(flow.BrokerId, flow.MethodId, flow.EnvironmentId, null, new Dictionary<string, string> { [TokenKeeper.AccessField] = tokens.Access });
            var tested = await tester.ProbeTokensAsync(plan.Entry, probe, CancellationToken.None);
            ConnectionService.ThrowIfFailed(tested.Result);
            var outcome = tested with { Report = ScopeRules.Limit(tested.Report!, plan.Fact, flow.Access, tokens.Scopes), Values = values };
            var made = flow.ConnectionId is { } again
                ? await connections.SignInAgainAsync(flow.WorkspaceId, again, outcome, Row(plan, flow, tokens), flow.Actor, CancellationToken.None)
                : await connections.ConnectTokensAsync(flow.WorkspaceId, plan.Entry, Wish(flow, probe), outcome, Row(plan, flow, tokens), flow.Actor, CancellationToken.None);
            return new(null, "", flow.Id, made.Id, made.Accounts is not null);
        }
        catch (ArgixException e) when (e.Code != "already_connected")
        {
            // What we do not keep, nobody should. The access of an account that is connected already may hang on the same grant, so that one stays.
            // A token that was pasted is the person's own and stays theirs.
            if (flow.StateHash.Length > 0)
            {
                await GiveBackAsync(plan, values);
            }
            throw;
        }
    }

    private async Task GiveBackAsync(OAuthPlan plan, IReadOnlyDictionary<string, string> values)
    {
        try
        {
            await keeper.RevokeAsync(plan, values);
        }
        catch (ArgixException e)
        {
            log.LogWarning("{BrokerId}: tokens that were not kept could not be revoked ({Code})", plan.Entry.Id, e.Code);
        }
    }

    private static CreateRequest Wish(OAuthFlowRow flow, TestRequest probe) => new(probe, flow.Name, flow.Access, flow.AcceptWithdrawal, ConfirmLive: true);

    private LoginTokenRow Row(OAuthPlan plan, OAuthFlowRow flow, Tokens tokens)
    {
        var now = clock.GetUtcNow();
        return new()
        {
            WorkspaceId = flow.WorkspaceId,
            AccessExpiresAt = now + tokens.Lifetime,
            EndsAt = TokenExpiry.Ends(plan.Fact, tokens, now, now, null),
            ConsentedAt = now,
            RefreshedAt = now,
            Scopes = tokens.Scopes is { } s ? string.Join(' ', s) : null,
            Version = 1,
        };
    }

    private static Dictionary<string, string> Values(IReadOnlyDictionary<string, string> own, Tokens tokens)
    {
        var values = new Dictionary<string, string>(own) { [TokenKeeper.AccessField] = tokens.Access };
        if (tokens.Refresh is not null)
        {
            values[TokenKeeper.RefreshField] = tokens.Refresh;
        }
        return values;
    }

    private Finished Refused(CallbackQuery query, CallbackDecision decision)
    {
        log.LogWarning("A callback of {BrokerId} was refused: {Why}", brokers.Find(query.BrokerId)?.Id ?? "an unknown broker", decision.Why);
        return new(decision.Code, Words(decision), null, null);
    }

    private static Finished Again(OAuthFlowRow flow) =>
        new(flow.Outcome is null or "connected" or "choose" ? null : flow.Outcome, flow.Detail ?? "", flow.Id, flow.ResultId, flow.Outcome == "choose");

    private static string Words(CallbackDecision decision) => decision.Code switch
    {
        "oauth_denied" => "The sign-in was ended at the broker without a yes. Nothing was stored.",
        "oauth_client_invalid" => "The broker does not accept this client or its redirect address.",
        "insufficient_scope" => "The broker does not grant these permissions to this client.",
        "broker_unavailable" => "The broker's sign-in service is not available just now. Nothing was stored; try again later.",
        _ => $"This answer is not taken: {decision.Why}. Nothing was stored.",
    };
}
