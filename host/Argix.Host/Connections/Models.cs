using System.Text.Json.Serialization;
using Argix.Contracts;

namespace Argix.Connections;

/// <summary>What is to be tested: the body of <c>POST /connections/test</c>. Its text form shows no values.</summary>
public sealed record TestRequest(string BrokerId, string MethodId, string EnvironmentId, string? AccountId, IReadOnlyDictionary<string, string> Credentials)
{
    public override string ToString() => $"test of {BrokerId}/{EnvironmentId} by {MethodId}";
}

/// <summary>What is to be connected. <paramref name="Access"/>: <c>read</c> or <c>trade</c>.</summary>
public sealed record CreateRequest(TestRequest Test, string Name, string Access = "trade", bool AcceptWithdrawal = false, bool ConfirmLive = false);

/// <summary>One line of the test: <c>passed, failed, warning, skipped</c>.</summary>
public sealed record CheckResult(string Id, string Status, string? Code, string Detail)
{
    [JsonIgnore]
    public bool Failed => Status == "failed";

    /// <summary>Where its code is explained, or what is usually wrong when this check fails: <c>/docs/errors#…</c>.</summary>
    public string Docs { get; init; } = "";

    /// <summary>What it means at this broker: the broker's own words about the code, or what the check looks at: <c>/docs/broker/&lt;id&gt;#…</c>.</summary>
    public string BrokerDocs { get; init; } = "";
}

/// <summary>An account that the credentials reach.</summary>
public sealed record AccountChoice(string Id, string Name, string Currency);

/// <summary>What the credentials may do; null = the venue does not say.</summary>
public sealed record Permissions(bool? Read, bool? Trade, bool? Withdraw)
{
    public static readonly Permissions Unknown = new(null, null, null);

    public static Permissions Of(Account account) =>
        new(Has(account, Rights.Read), Has(account, Rights.Trade), Has(account, Rights.Withdraw));

    /// <summary>Of several accounts: what any of them allows.</summary>
    public static Permissions Of(IReadOnlyList<Account> accounts) => accounts.Count == 0 ? Unknown : accounts.Select(Of)
        .Aggregate((a, b) => new(Any(a.Read, b.Read), Any(a.Trade, b.Trade), Any(a.Withdraw, b.Withdraw)));

    private static bool? Has(Account account, Rights right) =>
        account.Rights.HasFlag(right) ? true : account.RightsProof == Proof.Unknown ? null : false;

    private static bool? Any(bool? a, bool? b) => a == true || b == true ? true : a is null || b is null ? null : false;
}

/// <summary>The answer of a connection test. Nothing of it is stored.</summary>
public sealed record TestResult(bool Ok, IReadOnlyList<CheckResult> Checks, IReadOnlyList<AccountChoice> Accounts, Permissions Permissions);

/// <summary>One stored credential field, as far as anybody gets to see it.</summary>
public sealed record CredentialView(string Field, string? LastFour, string Fingerprint, DateTimeOffset AddedAt);

/// <summary>A connection as the API shows it.</summary>
public sealed record ConnectionView(Guid Id, string Name, string BrokerId, string EnvironmentId, string EnvironmentKind, string AccountId, string Access,
    string Status, string? StatusCode, DateTimeOffset StatusSince, bool TradingOpen, Permissions Permissions, DateTimeOffset? TokenExpiresAt,
    int OpenOrders, int UnknownOrders, IReadOnlyList<CredentialView> Credentials, IReadOnlyList<AccountChoice>? Accounts = null)
{
    /// <summary>When only a person can go on (a token that ends and cannot be renewed any further); null when nothing is known to end.</summary>
    [JsonIgnore]
    public DateTimeOffset? PersonNeededAt { get; init; }
}

/// <summary>What becomes of open orders when a connection ends.</summary>
public enum OpenOrdersChoice { Refuse, Cancel, Leave }
