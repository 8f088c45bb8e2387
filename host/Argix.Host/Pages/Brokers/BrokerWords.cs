using Argix.Contracts.Manifest;
using Argix.Plugins;

namespace Argix.Pages.Brokers;

/// <summary>Small words about brokers, said the same way on every page. Pure.</summary>
public static class BrokerWords
{
    /// <summary>The status people see: <c>available, maintenance, docs_only</c>, or what is wrong with the plugin.</summary>
    public static string Status(BrokerEntry broker) => broker.BlockedCode switch
    {
        null => "available",
        "plugin_untrusted" => "untrusted",
        "plugin_faulted" => "faulted",
        "plugin_incompatible" => "incompatible",
        { } word => word,
    };

    /// <summary>The reason without the broker's name, ready to stand beside the status.</summary>
    public static string? Reason(BrokerEntry broker) => broker.BlockedCode is null ? null
        : Sentence((broker.BlockedCode is "docs_only" or "maintenance" && broker.State != PluginState.Disabled ? broker.AvailabilityReason : null) ?? broker.Reason ?? "no reason was given");

    /// <summary>How it is connected, in a word or two.</summary>
    public static string Method(MethodFact method) => method.Kind == "oauth" ? "Sign in at the broker" : method.Name.Length > 0 ? method.Name : "Credentials";

    public static string Asset(string assetClass) => assetClass switch
    {
        "equity" => "Shares",
        "etf" => "ETFs",
        "option" => "Options",
        "future" => "Futures",
        "fx" => "Currencies",
        "cfd" => "CFDs",
        "crypto" => "Crypto",
        "perpetual" => "Perpetuals",
        "bond" => "Bonds",
        "fund" => "Funds",
        _ => assetClass,
    };

    public static string Trust(string trust) => trust switch
    {
        "core" => "Comes with Argix",
        "unsigned" => "Unsigned",
        "changed" => "Changed since it was built",
        _ => Web.Format.Words(trust),
    };

    /// <summary>What the adapter was really held against.</summary>
    public static string Verified(string verified) => verified switch
    {
        "live" => "Verified live",
        "sandbox" => "Verified in the sandbox",
        "recorded" => "Verified on recordings",
        _ => "Never met its broker yet",
    };

    public static string VerifiedMeaning(string verified) => verified switch
    {
        "live" => "This adapter was held against the broker's live environment.",
        "sandbox" => "This adapter was held against the broker's own test environment.",
        "recorded" => "This adapter was held against recorded answers of the broker.",
        _ => "This adapter was built from the broker's documents and tested against a scripted venue. Start on paper.",
    };

    public static string Environment(string kind) => kind switch
    {
        "paper" => "Simulated money. Nothing reaches a market.",
        "demo" => "A practice account at the broker. No real money.",
        "live" => "Real money. Orders go to the market.",
        _ => "Treated as live.",
    };

    /// <summary>Names of the check list's lines.</summary>
    public static string Check(string id) => id switch
    {
        "dns" => "Find the broker's address",
        "tls" => "Encrypted connection",
        "clock" => "Clocks agree",
        "authentication" => "Sign in with the credentials",
        "permissions" => "Permissions",
        "account" => "Account",
        "market_data" => "Market data",
        "order_lookup" => "Look up an order",
        _ => Web.Format.Words(id),
    };

    public static string State(PluginState state) => state switch
    {
        PluginState.DocsOnly => "docs_only",
        PluginState.PendingRestart => "pending_restart",
        _ => state.ToString().ToLowerInvariant(),
    };

    /// <summary>A reason as a sentence: plugins and configuration write them small and without a full stop.</summary>
    public static string Sentence(string text)
    {
        text = text.Trim().TrimEnd('.');
        if (text.Length == 0)
            return "";
        // A host name or an id at the beginning stays as it is written.
        var first = text.Split(' ', 2)[0];
        return (first.All(char.IsLetter) ? char.ToUpperInvariant(text[0]) + text[1..] : text) + ".";
    }
}
