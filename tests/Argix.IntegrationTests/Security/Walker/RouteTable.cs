namespace Argix.IntegrationTests.Security.Walker;

/// <summary>Who may use a route at all.</summary>
public enum Needs { Anyone, Read, Trade, Admin }

/// <summary>One route as it must behave. <see cref="Of"/>: the kind of thing that its path names, which another workspace must not find.</summary>
public sealed record Row(Needs Needs, string? Of = null)
{
    /// <summary>What the owner gets where it is not a plain success, and why it is so.</summary>
    public int? Owner { get; init; }

    /// <summary>A form about oneself: a member may send it, and the walk does not, because it would end the walker's own session or change their sign-in.</summary>
    public bool Self { get; init; }
}

/// <summary>
/// The declared table. A route that is not in it fails the walk: whoever adds one says here who may use it. Calls by method and pattern, pages by pattern,
/// forms of pages by pattern and handler.
/// </summary>
public static class RouteTable
{
    public static readonly IReadOnlyDictionary<string, Row> Calls = new Dictionary<string, Row>(StringComparer.Ordinal)
    {
        ["GET /health/live"] = new(Needs.Anyone),
        ["GET /health/ready"] = new(Needs.Anyone),
        ["GET /metrics"] = new(Needs.Anyone), // from this machine; elsewhere with a token
        ["GET /openapi/v1.json"] = new(Needs.Anyone),
        ["POST /csp-report"] = new(Needs.Anyone),
        ["GET /api/v1/brokers"] = new(Needs.Read),
        ["GET /api/v1/brokers/{id}"] = new(Needs.Read), // the same for every workspace
        ["POST /api/v1/connections/test"] = new(Needs.Trade),
        ["POST /api/v1/connections"] = new(Needs.Trade),
        ["POST /api/v1/connections/authorize"] = new(Needs.Trade),
        ["GET /api/v1/connections"] = new(Needs.Read),
        ["GET /api/v1/connections/{id}"] = new(Needs.Read, "connection"),
        ["GET /api/v1/connections/{id}/plan"] = new(Needs.Read, "connection"),
        ["GET /api/v1/connections/{id}/diagnostics"] = new(Needs.Read, "connection"),
        ["GET /api/v1/connections/{id}/instruments"] = new(Needs.Read, "connection"),
        ["POST /api/v1/connections/{id}/test"] = new(Needs.Trade, "connection"),
        ["POST /api/v1/connections/{id}/pause"] = new(Needs.Trade, "connection"),
        ["POST /api/v1/connections/{id}/resume"] = new(Needs.Trade, "connection"),
        ["POST /api/v1/connections/{id}/disable"] = new(Needs.Trade, "connection"),
        ["POST /api/v1/connections/{id}/enable"] = new(Needs.Trade, "connection"),
        ["POST /api/v1/connections/{id}/credentials"] = new(Needs.Trade, "connection"),
        ["POST /api/v1/connections/{id}/account"] = new(Needs.Trade, "connection"),
        ["POST /api/v1/connections/{id}/reconnect"] = new(Needs.Trade, "connection"),
        ["DELETE /api/v1/connections/{id}"] = new(Needs.Trade, "connection"),
        ["POST /api/v1/orders"] = new(Needs.Trade),
        ["POST /api/v1/orders/preview"] = new(Needs.Read),
        ["POST /api/v1/orders/cancel-all"] = new(Needs.Trade),
        ["GET /api/v1/orders"] = new(Needs.Read),
        ["GET /api/v1/orders/{id}"] = new(Needs.Read, "order"),
        ["GET /api/v1/orders/{id}/history"] = new(Needs.Read, "order"),
        ["POST /api/v1/orders/{id}/cancel"] = new(Needs.Trade, "order"),
        ["POST /api/v1/orders/{id}/resolve"] = new(Needs.Admin, "order"),
        ["POST /api/v1/orders/{id}/override"] = new(Needs.Admin, "order"),
        ["PATCH /api/v1/orders/{id}"] = new(Needs.Trade, "order"),
        ["GET /api/v1/executions"] = new(Needs.Read),
        ["GET /api/v1/positions"] = new(Needs.Read),
        ["GET /api/v1/balances"] = new(Needs.Read),
        ["POST /api/v1/positions/{id}/close"] = new(Needs.Trade, "position"),
        ["GET /api/v1/risk/limits"] = new(Needs.Read),
        ["PUT /api/v1/risk/limits"] = new(Needs.Trade), // tightening; loosening asks for admin
        ["GET /api/v1/risk/controls"] = new(Needs.Read),
        ["POST /api/v1/risk/rearm"] = new(Needs.Admin),
        ["GET /api/v1/kill"] = new(Needs.Read),
        ["POST /api/v1/kill"] = new(Needs.Trade),
        ["POST /api/v1/kill/release"] = new(Needs.Admin),
        ["GET /api/v1/strategies"] = new(Needs.Read),
        ["GET /api/v1/strategies/templates"] = new(Needs.Read),
        ["GET /api/v1/strategies/blocks"] = new(Needs.Read),
        ["POST /api/v1/strategies/validate"] = new(Needs.Read), // stores nothing
        ["GET /api/v1/strategies/{id}/versions"] = new(Needs.Read, "strategy"),
        ["GET /api/v1/strategies/{id}/versions/{version:int}"] = new(Needs.Read, "strategy"),
        ["GET /api/v1/strategies/{id}/diff"] = new(Needs.Read, "strategy"),
        ["GET /api/v1/strategies/{id}/checklist"] = new(Needs.Read, "strategy"),
        ["GET /api/v1/strategies/{id}/signals"] = new(Needs.Read, "strategy"),
        ["POST /api/v1/strategies/{id}/signal-secret"] = new(Needs.Trade, "strategy"),
        ["GET /api/v1/approvals"] = new(Needs.Read),
        ["POST /api/v1/approvals/{id}/approve"] = new(Needs.Trade, "approval"),
        ["POST /api/v1/approvals/{id}/refuse"] = new(Needs.Trade, "approval"),
        ["GET /api/v1/orders/{id}/evaluation"] = new(Needs.Read, "order") { Owner = 404 }, // a hand's order has none
        ["GET /api/v1/strategies/{id}"] = new(Needs.Read, "strategy"),
        ["GET /api/v1/strategies/{id}/evaluations"] = new(Needs.Read, "strategy"),
        ["PUT /api/v1/strategies/{id}"] = new(Needs.Trade, "strategy"),
        ["POST /api/v1/strategies"] = new(Needs.Trade),
        ["DELETE /api/v1/strategies/{id}"] = new(Needs.Trade, "strategy"),
        ["POST /api/v1/strategies/{id}/arm"] = new(Needs.Trade, "strategy"),
        ["POST /api/v1/strategies/{id}/disarm"] = new(Needs.Trade, "strategy"),
        ["POST /api/v1/strategies/{id}/backtest"] = new(Needs.Trade, "strategy"),
        ["GET /api/v1/strategies/{id}/backtests"] = new(Needs.Read, "strategy"),
        ["GET /api/v1/strategies/{id}/backtests/{runId}"] = new(Needs.Read, "strategy") { Owner = 404 }, // there is no run of this id
        ["POST /api/v1/strategies/{id}/backtests/{runId}/cancel"] = new(Needs.Trade, "strategy"),
        ["GET /api/v1/strategies/{id}/backtests/{runId}/equity.csv"] = new(Needs.Read, "strategy") { Owner = 404 },
        ["GET /api/v1/strategies/{id}/backtests/{runId}/trades.csv"] = new(Needs.Read, "strategy") { Owner = 404 },
        ["POST /api/v1/signals/{strategyId}"] = new(Needs.Anyone) { Owner = 401 }, // its own signature decides
        ["GET /api/v1/audit"] = new(Needs.Read),
        ["GET /api/v1/audit/verify"] = new(Needs.Read),
        ["GET /api/v1/audit/anchors"] = new(Needs.Read),
        ["POST /api/v1/audit/restore/accept"] = new(Needs.Admin),
        ["GET /api/v1/hygiene"] = new(Needs.Read),
        ["GET /api/v1/events"] = new(Needs.Read),
        ["POST /api/v1/account/close"] = new(Needs.Admin), // or password and code in the body
        ["* /api/v1/{*path:nonfile}"] = new(Needs.Read) { Owner = 404 }, // what is no call
    };

    public static readonly IReadOnlyDictionary<string, Row> Pages = new Dictionary<string, Row>(StringComparer.Ordinal)
    {
        ["/"] = new(Needs.Read),
        ["/audit"] = new(Needs.Read),
        ["/brokers/{id}"] = new(Needs.Read),
        ["/connect/{brokerId}"] = new(Needs.Read),
        ["/connect/{brokerId}/callback"] = new(Needs.Anyone) { Owner = 422 }, // nobody came back from anywhere
        ["/connect/{brokerId}/leave"] = new(Needs.Read),
        ["/connect/{brokerId}/result"] = new(Needs.Read),
        ["/docs"] = new(Needs.Anyone),
        ["/docs/broker/{id}"] = new(Needs.Anyone),
        ["/docs/errors"] = new(Needs.Anyone),
        ["/docs/hygiene"] = new(Needs.Anyone),
        ["/docs/orders"] = new(Needs.Anyone),
        ["/docs/strategies"] = new(Needs.Anyone),
        ["/join"] = new(Needs.Anyone),
        ["/login/second"] = new(Needs.Anyone) { Owner = 302 },
        ["/login/sso/{handler?}"] = new(Needs.Anyone) { Owner = 404 }, // not set up here
        ["/prove"] = new(Needs.Read) { Owner = 302 }, // just proved
        ["/workspace"] = new(Needs.Read) { Owner = 302 },
        ["/settings/close"] = new(Needs.Read),
        ["/settings/security"] = new(Needs.Read),
        ["/strategies/approvals"] = new(Needs.Read),
        ["/strategies/new"] = new(Needs.Read),
        ["/strategies/{id:guid}/canvas"] = new(Needs.Read, "strategy"),
        ["/strategies/{id:guid}/drawing"] = new(Needs.Read, "strategy"),
        ["/strategies/{id:guid}/versions"] = new(Needs.Read, "strategy"),
        ["/strategies/{id:guid}/replay"] = new(Needs.Read, "strategy"),
        ["/strategies/{id:guid}/signals"] = new(Needs.Read, "strategy"),
        ["/strategies/{id:guid}/backtest"] = new(Needs.Read, "strategy"),
        ["/strategies/{id:guid}/backtests/{run:guid}"] = new(Needs.Read, "strategy") { Owner = 404 }, // there is no run of this id
        ["/error"] = new(Needs.Anyone) { Owner = 404 },
        ["/kill"] = new(Needs.Read) { Owner = 302 }, // the button leads to /risk
        ["/login"] = new(Needs.Anyone) { Owner = 302 },
        ["/logout"] = new(Needs.Anyone) { Owner = 302 },
        ["/marketplace"] = new(Needs.Read),
        ["/orders"] = new(Needs.Read),
        ["/orders/new"] = new(Needs.Read),
        ["/orders/{id:guid}"] = new(Needs.Read, "order"),
        ["/plugins"] = new(Needs.Read),
        ["/positions"] = new(Needs.Read),
        ["/repairs"] = new(Needs.Read),
        ["/repairs/{id:guid}"] = new(Needs.Read, "order"),
        ["/risk"] = new(Needs.Read),
        ["/settings"] = new(Needs.Read),
        ["/settings/broker-connections"] = new(Needs.Read),
        ["/settings/broker-connections/{id:guid}"] = new(Needs.Read, "connection"),
        ["/settings/broker-connections/{id:guid}/disable"] = new(Needs.Read, "connection"),
        ["/settings/broker-connections/{id:guid}/disconnect"] = new(Needs.Read, "connection"),
        ["/settings/broker-connections/{id:guid}/rotate"] = new(Needs.Read, "connection"),
        ["/settings/hygiene"] = new(Needs.Read),
        ["/settings/members"] = new(Needs.Read),
        ["/settings/tokens"] = new(Needs.Read),
        ["/setup"] = new(Needs.Anyone),
        ["/strategies"] = new(Needs.Read),
        ["/strategies/{id:guid}"] = new(Needs.Read, "strategy"),
    };

    /// <summary>Forms: what a page takes by POST, per handler ("" where it has one only). Read: about oneself only.</summary>
    public static readonly IReadOnlyDictionary<string, Row> Forms = new Dictionary<string, Row>(StringComparer.Ordinal)
    {
        ["/connect/{brokerId} Test"] = new(Needs.Trade),
        ["/connect/{brokerId} Create"] = new(Needs.Trade),
        ["/connect/{brokerId}/leave "] = new(Needs.Trade),
        ["/connect/{brokerId}/result "] = new(Needs.Trade),
        ["/kill "] = new(Needs.Trade),
        ["/join "] = new(Needs.Anyone),
        ["/login "] = new(Needs.Anyone),
        ["/login Passkey"] = new(Needs.Anyone),
        ["/login PasskeyOptions"] = new(Needs.Anyone),
        ["/login/second "] = new(Needs.Anyone),
        ["/login/second Passkey"] = new(Needs.Anyone),
        ["/login/second PasskeyOptions"] = new(Needs.Anyone),
        ["/logout "] = new(Needs.Anyone),
        ["/orders Cancel"] = new(Needs.Trade),
        ["/orders CancelAll"] = new(Needs.Trade),
        ["/orders/new Preview"] = new(Needs.Trade),
        ["/orders/new Place"] = new(Needs.Trade),
        ["/orders/new Find"] = new(Needs.Trade),
        ["/orders/{id:guid} Cancel"] = new(Needs.Trade, "order"),
        ["/orders/{id:guid} Change"] = new(Needs.Trade, "order"),
        ["/orders/{id:guid} Override"] = new(Needs.Admin, "order"),
        ["/plugins Disable"] = new(Needs.Admin),
        ["/plugins Enable"] = new(Needs.Admin),
        ["/plugins Rescan"] = new(Needs.Admin),
        ["/positions Close"] = new(Needs.Trade),
        ["/repairs/{id:guid} "] = new(Needs.Admin, "order"),
        ["/risk Limit"] = new(Needs.Trade),
        ["/risk Rearm"] = new(Needs.Admin),
        ["/risk Release"] = new(Needs.Admin),
        ["/risk Platform"] = new(Needs.Admin),
        ["/settings/broker-connections/{id:guid} Test"] = new(Needs.Trade, "connection"),
        ["/settings/broker-connections/{id:guid} Pause"] = new(Needs.Trade, "connection"),
        ["/settings/broker-connections/{id:guid} Resume"] = new(Needs.Trade, "connection"),
        ["/settings/broker-connections/{id:guid} Disable"] = new(Needs.Trade, "connection"),
        ["/settings/broker-connections/{id:guid} Enable"] = new(Needs.Trade, "connection"),
        ["/settings/broker-connections/{id:guid} Reconnect"] = new(Needs.Trade, "connection"),
        ["/settings/broker-connections/{id:guid}/disable "] = new(Needs.Trade, "connection"),
        ["/settings/broker-connections/{id:guid}/disconnect "] = new(Needs.Trade, "connection"),
        ["/settings/broker-connections/{id:guid}/rotate "] = new(Needs.Trade, "connection"),
        ["/prove "] = new(Needs.Read),
        ["/prove PasskeyOptions"] = new(Needs.Read),
        ["/settings/close "] = new(Needs.Read), // one's own account, after a typed word
        ["/settings/members Invite"] = new(Needs.Admin),
        ["/settings/members Remove"] = new(Needs.Admin),
        ["/settings/members Role"] = new(Needs.Admin),
        ["/settings/members Withdraw"] = new(Needs.Admin),
        ["/settings/security AddPasskey"] = new(Needs.Read),
        ["/settings/security EnableTotp"] = new(Needs.Read),
        ["/settings/security End"] = new(Needs.Read),
        ["/settings/security EndOthers"] = new(Needs.Read),
        ["/settings/security Link"] = new(Needs.Read),
        ["/settings/security OfferTotp"] = new(Needs.Read),
        ["/settings/security PasskeyOptions"] = new(Needs.Read),
        ["/settings/security Password"] = new(Needs.Read),
        ["/settings/security RemovePasskey"] = new(Needs.Read),
        ["/settings/security RemoveTotp"] = new(Needs.Read),
        ["/settings/security Rename"] = new(Needs.Read),
        ["/settings/security RenewCodes"] = new(Needs.Read),
        ["/settings/security Unlink"] = new(Needs.Read),
        ["/settings/tokens Create"] = new(Needs.Read), // a token of one's own, never wider than one's role
        ["/settings/tokens Revoke"] = new(Needs.Read), // one's own; another's asks for admin
        ["/setup "] = new(Needs.Anyone),
        ["/workspace "] = new(Needs.Read) { Self = true },
        ["/strategies/new "] = new(Needs.Trade),
        ["/strategies/approvals Approve"] = new(Needs.Trade),
        ["/strategies/approvals Refuse"] = new(Needs.Trade),
        ["/strategies/{id:guid} Approval"] = new(Needs.Trade, "strategy"),
        ["/strategies/{id:guid} Delete"] = new(Needs.Trade, "strategy"),
        ["/strategies/{id:guid}/canvas "] = new(Needs.Trade, "strategy"),
        ["/strategies/{id:guid}/canvas Check"] = new(Needs.Read), // looks nothing up, stores nothing
        ["/strategies/{id:guid}/backtest "] = new(Needs.Trade, "strategy"),
        ["/strategies/{id:guid}/backtests/{run:guid} Cancel"] = new(Needs.Trade, "strategy"),
        ["/strategies/{id:guid}/signals Secret"] = new(Needs.Trade, "strategy"),
        ["/strategies/{id:guid}/drawing Edit"] = new(Needs.Trade, "strategy"),
        ["/strategies/{id:guid}/drawing Save"] = new(Needs.Trade, "strategy"),
        ["/strategies/{id:guid} Save"] = new(Needs.Trade, "strategy"),
        ["/strategies/{id:guid} Arm"] = new(Needs.Trade, "strategy"),
        ["/strategies/{id:guid} Disarm"] = new(Needs.Trade, "strategy"),
    };
}
