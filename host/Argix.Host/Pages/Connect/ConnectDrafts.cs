using System.Collections.Concurrent;
using System.Text.Json;
using Argix.Accounts;
using Argix.Connections;
using Argix.Seams;
using Microsoft.AspNetCore.DataProtection;

namespace Argix.Pages.Connect;

/// <summary>Where a connect form stands: what was chosen and what the test said. No secrets in it.</summary>
public sealed record ConnectDraft(string BrokerId, string EnvironmentId, string MethodId, string Access, IReadOnlyDictionary<string, string> Shown, TestResult Result);

/// <summary>
/// Between a passed test and the last step the credentials wait here: in this process only, encrypted, for ten minutes, and for the one
/// session that sent them. The browser holds a random name of the draft and nothing else; after a failed test nothing is kept but what
/// may be shown again. A restart forgets them all, and the page asks again.
/// </summary>
public sealed class ConnectDrafts(IDataProtectionProvider protection, IIdSource ids, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    private const int Most = 500;
    private readonly ConcurrentDictionary<string, Entry> _drafts = new(StringComparer.Ordinal);

    /// <summary>Keeps a draft; <paramref name="credentials"/> only if its test passed.</summary>
    public string Keep(HttpContext context, ConnectDraft draft, IReadOnlyDictionary<string, string> credentials)
    {
        Tidy();
        var name = ids.NewToken(16);
        var kept = draft.Result.Ok ? Protector(name, Owner(context)).Protect(JsonSerializer.SerializeToUtf8Bytes(credentials)) : null;
        _drafts[name] = new(Owner(context), draft, kept, clock.GetUtcNow() + Lifetime);
        return name;
    }

    /// <summary>The draft, if it is this session's and still young enough.</summary>
    public ConnectDraft? Find(HttpContext context, string? name) => Mine(context, name)?.Draft;

    /// <summary>The credentials of a draft whose test passed.</summary>
    public IReadOnlyDictionary<string, string>? Credentials(HttpContext context, string? name) => Mine(context, name) is { Sealed: { } sealedBytes }
        ? JsonSerializer.Deserialize<Dictionary<string, string>>(Protector(name!, Owner(context)).Unprotect(sealedBytes))
        : null;

    public void Forget(string? name) => _drafts.TryRemove(name ?? "", out _);

    private Entry? Mine(HttpContext context, string? name) =>
        _drafts.TryGetValue(name ?? "", out var entry) && entry.Owner == Owner(context) && clock.GetUtcNow() < entry.Until ? entry : null;

    private IDataProtector Protector(string name, string owner) => protection.CreateProtector("connect-draft", owner, name);

    // A session belongs to one user in one workspace, so this is all three.
    private static string Owner(HttpContext context) => Caller.Of(context).WorkspaceId + "/" + (context.User.FindFirst(ArgixClaims.Session)?.Value ?? "");

    private void Tidy()
    {
        var now = clock.GetUtcNow();
        foreach (var (name, entry) in _drafts.OrderBy(d => d.Value.Until).ToList())
        {
            if (entry.Until <= now || _drafts.Count >= Most)
                _drafts.TryRemove(name, out _);
        }
    }

    private sealed record Entry(string Owner, ConnectDraft Draft, byte[]? Sealed, DateTimeOffset Until);
}
