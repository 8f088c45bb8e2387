using System.Collections.Concurrent;
using Argix.Data;
using Argix.Seams;

namespace Argix.Accounts;

/// <summary>
/// What a browser has begun and not finished: a sign-in that waits for its second factor, a passkey's challenge, a form that waits for a fresh proof. It stays in
/// memory; the browser holds only a random name for it, in a cookie that no script reads. A restart ends it, and so does its time.
/// </summary>
public sealed class PendingSteps(IIdSource ids, TimeProvider clock, Database database, PublicAddress address)
{
    private const int Most = 10_000;
    private readonly ConcurrentDictionary<string, Step> _steps = new(StringComparer.Ordinal);

    /// <summary>Keeps it for this browser, in place of an older one of the kind.</summary>
    public void Keep(HttpContext context, string kind, object what, TimeSpan lifetime)
    {
        Forget(context, kind);
        Sweep();
        var name = ids.NewToken();
        _steps[Key(kind, name)] = new Step(what, clock.GetUtcNow() + lifetime);
        context.Response.Cookies.Append(Cookie(kind), name, Options(lifetime));
    }

    /// <summary>What this browser has begun, or null when there is nothing or its time is over.</summary>
    public T? Peek<T>(HttpContext context, string kind) where T : class =>
        context.Request.Cookies[Cookie(kind)] is { Length: > 0 } name && _steps.TryGetValue(Key(kind, name), out var step) && clock.GetUtcNow() < step.Until ? step.What as T : null;

    /// <summary>The same, and spends it: of several takers one gets it.</summary>
    public T? Take<T>(HttpContext context, string kind) where T : class
    {
        var name = context.Request.Cookies[Cookie(kind)];
        context.Response.Cookies.Delete(Cookie(kind), Options(null));
        return name is { Length: > 0 } && _steps.TryRemove(Key(kind, name), out var step) && clock.GetUtcNow() < step.Until ? step.What as T : null;
    }

    public void Forget(HttpContext context, string kind)
    {
        if (context.Request.Cookies[Cookie(kind)] is { Length: > 0 } name)
            _steps.TryRemove(Key(kind, name), out _);
    }

    // Anybody may begin a sign-in, so what nobody ends must not fill the memory.
    private void Sweep()
    {
        if (_steps.Count < Most)
            return;
        var now = clock.GetUtcNow();
        foreach (var (key, step) in _steps.OrderBy(s => s.Value.Until).Take(Most / 10).Concat(_steps.Where(s => s.Value.Until <= now)).ToList())
            _steps.TryRemove(key, out _);
    }

    private CookieOptions Options(TimeSpan? lifetime) => new()
    {
        Path = "/", HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = address.IsHttps, MaxAge = lifetime, IsEssential = true,
    };

    private string Cookie(string kind) => (address.IsHttps ? "__Host-" : "") + $"argix-{database.InstanceId}-{kind}";

    private static string Key(string kind, string name) => kind + " " + ApiTokens.Hash(name);

    private sealed record Step(object What, DateTimeOffset Until);
}
