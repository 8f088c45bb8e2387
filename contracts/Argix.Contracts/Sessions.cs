namespace Argix.Contracts;

/// <summary>A login whose session ends when nobody keeps it up. The host runs the timer; the adapter looks, and does what needs no person.</summary>
public interface IKeepSession
{
    /// <summary>How often the session wants to hear from us.</summary>
    TimeSpan Every { get; }

    /// <summary>Keeps the session alive and says how it is. Throws when nothing could be learned: that is not the end of a session.</summary>
    Task<SessionReport> KeepAsync(CancellationToken ct);
}

/// <summary>How a session is. <paramref name="Code"/>: a word of the taxonomy when it is not alive (<c>reauth_required</c>: a person has to sign in). <paramref name="Needs"/>: what to do, for people.</summary>
public sealed record SessionReport(bool Alive, string? Code = null, string? Needs = null);
