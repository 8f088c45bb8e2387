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
        "modified" => "Changed since it was made",
        "signed" => "Signed by a known publisher",
        "invalid" => "Its signature is wrong",
        _ => Web.Format.Words(trust),
    };

    /// <summary>The grade in a word, and who says so: bundled and signed plugins by their publisher, all others by themselves.</summary>
    public static string Grade(BrokerEntry broker) => broker.Grade is not { } g ? "Not graded"
        : Web.Format.Words(g.Grade) + (broker.Trust is "core" or "signed" ? "" : " (by its own account)");

    public static string GradeMeaning(string? grade) => grade switch
    {
        "bronze" => "It connects, sends, cancels and reports as it must, and lets no secret out.",
        "silver" => "And every lost answer ends right, or in a repair that names what to look at.",
        "gold" => "And closed orders and every fill can be looked up, orders can be changed, instruments have their rules.",
        "platinum" => "And the broker itself would refuse a second copy of an order, and cancels when it hears nothing of us.",
        _ => "The conformance kit has not been run against it.",
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

    /// <summary>What a line of the check list looks at.</summary>
    public static string CheckMeaning(string id) => id switch
    {
        "dns" => "The broker's addresses are found from this machine.",
        "tls" => "They answer, and prove who they are with a certificate that this machine trusts.",
        "clock" => "This machine's time is the broker's, within 30 seconds. Signatures and deadlines go by it.",
        "authentication" => "The broker takes the credentials, in the environment that was chosen.",
        "permissions" => "They may read and, where it is wanted, trade. A right to withdraw is pointed out: Argix never needs it.",
        "account" => "The account can be seen with them, and it is the one that was chosen.",
        "market_data" => "A price can be read. Where the broker has none to give, this is skipped.",
        "order_lookup" => "The broker's list of orders can be read: without it nobody could say what became of an order whose answer was lost.",
        _ => "",
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
