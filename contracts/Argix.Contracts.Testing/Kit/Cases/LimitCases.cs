using System.Reflection;
using static Argix.Contracts.Testing.Kit.KitDesk;

namespace Argix.Contracts.Testing.Kit.Cases;

/// <summary>The manifest's own facts: limits, rules, calls, and the page about them.</summary>
internal static class LimitCases
{
    private const string Group = "Errors, limits, documentation";
    private static readonly string[] Headings =
    [
        "Overview", "Connection methods", "Environments", "Create credentials", "Permissions needed", "Order types", "What happens if an answer is lost", "Rate limits", "Known limitations",
        "Troubleshooting", "Revoke access", "Sources",
    ];

    public static IEnumerable<KitCase> All =>
    [
        new("BC-146", Group, Grade.Bronze, "at least one quota is declared", Needs.Nothing, d =>
        {
            That(d.Manifest.RateLimits.Count > 0 && d.Manifest.RateLimits.All(r => r.Limit > 0 && r.Per > TimeSpan.Zero), "rateLimits names how many calls in how long");
            return Task.CompletedTask;
        }),
        new("BC-147", Group, Grade.Bronze, "each call names a declared bucket or none", Needs.Nothing, async d =>
        {
            var (placed, _) = await d.PlacedAsync();
            await d.FoundAsync(placed);
            await d.CancelAsync(placed);
            var strange = d.Port.Calls.FirstOrDefault(c => c.Bucket is { } b && d.Manifest.RateLimits.All(r => r.Bucket != b));
            That(strange is null, $"{strange?.Method} {strange?.Path.Split('?')[0]} counts in \"{strange?.Bucket}\", which rateLimits does not declare");
        }),
        new("BC-148", Group, Grade.Bronze, "error rules use the words of the taxonomy", Needs.Nothing, d =>
        {
            var words = typeof(ErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!).ToHashSet(StringComparer.Ordinal);
            var strange = d.Manifest.Errors.FirstOrDefault(r => !words.Contains(r.Means));
            That(strange is null, $"\"{strange?.Means}\" is no word of the taxonomy");
            var verdict = d.Manifest.Errors.FirstOrDefault(r => r.Verdict is not ("refused" or "notSent" or "duplicate" or "unknown" or "noSuchOrder" or "tooLate"));
            That(verdict is null, $"\"{verdict?.Verdict}\" is no verdict");
            return Task.CompletedTask;
        }),
        new("BC-149", Group, Grade.Bronze, "no call pattern moves money", Needs.Nothing, d =>
        {
            That(CallPatterns.MovesMoney(d.Manifest) is not { } bad, $"a pattern names a transfer or withdrawal: {CallPatterns.MovesMoney(d.Manifest)}");
            return Task.CompletedTask;
        }),
        new("BC-150", Group, Grade.Bronze, "patterns of order messages are narrow, and reads do not write", Needs.Nothing, d =>
        {
            That(CallPatterns.TooWide(d.Manifest) is null, $"a pattern allows more than it is for: {CallPatterns.TooWide(d.Manifest)}");
            return Task.CompletedTask;
        }),
        new("BC-151", Group, Grade.Bronze, "addresses are https and wss, or on this machine", Needs.Nothing, d =>
        {
            var bad = d.Manifest.Environments.SelectMany(e => e.Endpoints).FirstOrDefault(e => !Uri.TryCreate(e.Value, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "wss") && !url.IsLoopback);
            That(bad.Value is null, $"\"{bad.Key}\" is {bad.Value}");
            return Task.CompletedTask;
        }),
        new("BC-152", Group, Grade.Bronze, "the page has all its headings", Needs.Nothing, d =>
        {
            var lines = d.Subject.Docs.Split('\n').Select(l => l.Trim()).ToHashSet(StringComparer.Ordinal);
            var missing = Headings.Where(h => !lines.Contains($"## {h}")).ToList();
            That(missing.Count == 0, $"docs.md lacks: {string.Join(", ", missing)}");
            return Task.CompletedTask;
        }),
        new("BC-153", Group, Grade.Bronze, "the page tells what to do about each error of the rules", Needs.Nothing, d =>
        {
            var lines = d.Subject.Docs.Split('\n').Select(l => l.Trim()).ToHashSet(StringComparer.Ordinal);
            var missing = d.Manifest.Errors.Select(r => r.Means).Distinct(StringComparer.Ordinal).Where(w => !lines.Contains($"### {w}")).ToList();
            That(missing.Count == 0, $"Troubleshooting of docs.md has no word about: {string.Join(", ", missing)}");
            return Task.CompletedTask;
        }),
        new("BC-154", Group, Grade.Bronze, "making an adapter does nothing", Needs.Nothing, d =>
        {
            That(d.Port.Calls.IsEmpty && d.Script.Room.Lines.Count == 0, "Create makes no call");
            return Task.CompletedTask;
        }),
        new("BC-155", Group, Grade.Bronze, "reads over the limit carry the venue's answer", Needs.Nothing, async d =>
        {
            var (placed, _) = await d.PlacedAsync();
            d.Port.Always(PortFault.Say(Saying.RateLimited), Op.Read);
            var e = await d.FailsAsync(ct => d.Look.FindAsync(placed, ct), "a look-up");
            That(e.Code == ErrorCodes.RateLimited && e.Evidence.Sent == Sent.Yes, $"rate_limited with evidence, not {e.Code} with {e.Evidence}");
        }),
        new("BC-156", Group, Grade.Bronze, "the deadline of a submit is told and sensible", Needs.Nothing, d =>
        {
            That(d.Manifest.Submit.Deadline >= TimeSpan.FromSeconds(1) && d.Manifest.Submit.Deadline <= TimeSpan.FromMinutes(1), "submit.deadline is between a second and a minute");
            return Task.CompletedTask;
        }),
        new("BC-157", Group, Grade.Bronze, "what the manifest promises the adapter has", Needs.Nothing, d =>
        {
            d.Able<IPlaceOrders>();
            d.Able<IFindOrders>();
            d.Able<IReadAccount>();
            That(Needs.Stream(d.Manifest) is not null || d.Adapter.Capability<IStreamReports>() is not null, "stream.transport is named, so the adapter has IStreamReports");
            That(Needs.DeadMan(d.Manifest) is not null || d.Adapter.Capability<IDeadMan>() is not null, "deadMan.kind is named, so the adapter has IDeadMan");
            return Task.CompletedTask;
        }),
        new("BC-158", Group, Grade.Gold, "what the manifest says of changes the adapter has", Needs.Nothing, d =>
        {
            // Where the host cancels and places anew, an adapter's change is never called, and need not be there.
            That(KitRules.ReplaceKind(d.Manifest) is "cancelNew" || (d.Manifest.Replace.Kind != "none") == (d.Adapter.Capability<IReplaceOrders>() is not null), "replace.kind and IReplaceOrders go together");
            return Task.CompletedTask;
        }),
    ];
}
