namespace Argix.Contracts;

/// <summary>The entry of a plugin assembly: one public class with a public constructor without parameters.</summary>
public interface IBrokerPlugin
{
    /// <summary>Makes the adapter for one login. Does no I/O and keeps no static state.</summary>
    IBrokerAdapter Create(IVenuePort port);
}

/// <summary>
/// Speaks for one <em>login</em> (one credential set in one environment); many accounts may stand behind it.
/// An adapter translates and reports evidence. It keeps no orders, never repeats an order message and never decides that an order is dead.
/// </summary>
public interface IBrokerAdapter : IAsyncDisposable
{
    /// <summary>Read-only look at the login: who it is, what it may do. Failed checks are reported, not thrown.</summary>
    Task<LoginReport> ProbeAsync(CancellationToken ct);

    /// <summary>The adapter as <typeparamref name="T"/> (one of the capability interfaces of this namespace), or null where the broker has no such thing.</summary>
    T? Capability<T>() where T : class => this as T;
}

/// <summary>What a login turned out to be. <paramref name="Subject"/> is the venue's own stable name for it (never a secret).</summary>
public sealed record LoginReport(string Subject, IReadOnlyList<Check> Checks, IReadOnlyList<Account> Accounts, DateTimeOffset? ExpiresAt = null, DateTimeOffset? VenueTime = null);

/// <summary>One line of the connection test. <paramref name="Passed"/> null = skipped. <paramref name="Code"/> is an <see cref="ErrorCodes"/> word.</summary>
public sealed record Check(string Id, bool? Passed, string? Code, string Detail);

/// <summary>An account behind a login. <paramref name="Route"/> is what calls need to reach it (hash, key), where that is not its id.</summary>
public sealed record Account(string Id, string Name, string Currency, Rights Rights, Proof RightsProof, string? Route = null, bool Hedged = false);

/// <summary>What a key may do. <see cref="Withdraw"/> is only ever reported, never used: no member of this assembly moves money.</summary>
[Flags]
public enum Rights { None = 0, Read = 1, Trade = 2, Withdraw = 4 }

/// <summary>Whether rights were merely stated by the venue or person, or shown by a harmless call.</summary>
public enum Proof { Unknown, Claimed, Probed }
