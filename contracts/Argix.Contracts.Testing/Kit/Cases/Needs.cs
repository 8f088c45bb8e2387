using Argix.Contracts.Manifest;

namespace Argix.Contracts.Testing.Kit.Cases;

/// <summary>What a case needs of a manifest; the reason when it is not there.</summary>
internal static class Needs
{
    public static string? Nothing(BrokerManifest m) => null;

    public static string? Secrets(BrokerManifest m) => m.Methods.Any(x => x.Kind == "oauth" || x.Fields.Any(f => f.Kind is "secret" or "pem")) ? null : "no way to connect has a secret";

    public static string? ClientId(BrokerManifest m) => m.ClientOrderId.Form != "none" ? null : "the venue takes no order id of ours";

    public static string? Dedup(BrokerManifest m) => m.ClientOrderId.Dedup != "none" ? null : "the venue does not refuse a repeated order id";

    public static string? LookUp(BrokerManifest m) => m.ClientOrderId.Lookup != "none" ? null : "orders cannot be looked up by our own id";

    public static string? LookUpClosed(BrokerManifest m) => m.ClientOrderId.Lookup is "all" or "recent" ? null : "the look-up by our own id does not cover closed orders";

    public static string? Replace(BrokerManifest m) => KitRules.ReplaceKind(m) switch
    {
        "none" => "orders cannot be changed at this venue",
        "cancelNew" => "the host cancels the order and places a new one; the adapter has no part in it",
        _ => null,
    };

    public static string? ReplaceByNewId(BrokerManifest m) => Replace(m) ?? (m.Replace.Kind is "newId" ? null : "a changed order keeps its id");

    public static string? Stream(BrokerManifest m) => m.Stream.Transport != "none" ? null : "the venue has no stream of orders";

    public static string? StreamWithSecret(BrokerManifest m) => Stream(m) ?? Secrets(m);

    public static string? Executions(BrokerManifest m) => m.Fills.Truth == "executions" ? null : "fills have no ids of their own";

    public static string? StreamOfExecutions(BrokerManifest m) => Stream(m) ?? Executions(m);

    public static string? Heartbeat(BrokerManifest m) => Stream(m) ?? (m.Stream.Heartbeat is not null ? null : "no heartbeat is promised");

    public static string? DeadMan(BrokerManifest m) => m.DeadMan.Kind != "none" ? null : "the venue has no dead-man switch";

    public static string? Clock(BrokerManifest m) => m.Clock.Source != "none" ? null : "the venue's clock is not compared";

    public static Func<BrokerManifest, string?> Type(string type) => m => m.Orders.Any(o => o.Types.ContainsKey(type)) ? null : $"{type} orders do not exist at this venue";

    public static Func<BrokerManifest, string?> All(params Func<BrokerManifest, string?>[] needs) => m => needs.Select(n => n(m)).FirstOrDefault(r => r is not null);
}
