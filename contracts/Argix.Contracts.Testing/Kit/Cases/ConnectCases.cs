using static Argix.Contracts.Testing.Kit.KitDesk;

namespace Argix.Contracts.Testing.Kit.Cases;

/// <summary>The connection test and what it may claim.</summary>
internal static class ConnectCases
{
    private const string Group = "Connect and permissions";
    private static readonly string[] Known =
        [CheckIds.Dns, CheckIds.Tls, CheckIds.Clock, CheckIds.Authentication, CheckIds.Permissions, CheckIds.Account, CheckIds.MarketData, CheckIds.OrderLookup];

    public static IEnumerable<KitCase> All =>
    [
        new("BC-001", Group, Grade.Bronze, "good credentials pass the authentication check", Needs.Nothing, async d =>
            That(Check(await d.ProbeAsync(), CheckIds.Authentication)?.Passed == true, "the check \"authentication\" passes with good credentials")),
        new("BC-002", Group, Grade.Bronze, "checks have the known names, each once", Needs.Nothing, ChecksAreKnown),
        new("BC-003", Group, Grade.Bronze, "an account is shown, with id, name and currency", Needs.Nothing, async d =>
            That((await d.ProbeAsync()).Accounts is { Count: > 0 } all && all.All(a => a is { Id.Length: > 0, Name.Length: > 0, Currency.Length: >= 3 }), "each account has an id, a name and a currency")),
        new("BC-004", Group, Grade.Bronze, "the login has a stable name that is no secret", Needs.Nothing, SubjectIsStable),
        new("BC-005", Group, Grade.Bronze, "wrong credentials are told as invalid_credentials, not thrown", Needs.Secrets, WrongCredentials),
        new("BC-006", Group, Grade.Bronze, "wrong credentials show no account", Needs.Secrets, async d =>
        {
            d.Port.Always(PortFault.Say(Saying.BadCredentials), Op.Probe, Op.Read);
            That((await d.ProbeAsync()).Accounts.Count == 0, "nothing is claimed of a login that did not work");
        }),
        new("BC-007", Group, Grade.Bronze, "the connection test sends no order message", Needs.Nothing, async d =>
        {
            await d.ProbeAsync();
            That(d.Port.Calls.All(c => c.Op is Op.Probe or Op.Read), "a probe only reads");
        }),
        new("BC-008", Group, Grade.Bronze, "rights are shown, with how they are known", Needs.Nothing, async d =>
            That((await d.ProbeAsync()).Accounts.All(a => a.Rights.HasFlag(Rights.Read) && a.RightsProof != Proof.Unknown), "each account says what may be done and whether that was claimed or probed")),
        new("BC-009", Group, Grade.Bronze, "a key that may only read is not shown as one that may trade", Needs.Nothing, async d =>
        {
            Told(d);
            d.Rights = Rights.Read;
            That((await d.ProbeAsync()).Accounts.All(a => !a.Rights.HasFlag(Rights.Trade)), "the right to trade is not claimed where the venue denies it");
        }),
        new("BC-010", Group, Grade.Bronze, "an unreachable venue is told as broker_unreachable", Needs.Nothing, d => Fault(d, PortFault.NotSent, ErrorCodes.BrokerUnreachable)),
        new("BC-011", Group, Grade.Bronze, "a venue out of order is told as broker_unavailable", Needs.Nothing, d => Fault(d, PortFault.Say(Saying.Unavailable), ErrorCodes.BrokerUnavailable)),
        new("BC-012", Group, Grade.Bronze, "too many requests are told as rate_limited", Needs.Nothing, d => Fault(d, PortFault.Say(Saying.RateLimited), ErrorCodes.RateLimited)),
        new("BC-013", Group, Grade.Bronze, "a web page in place of an answer does not pass", Needs.Nothing, d => Fault(d, PortFault.Instead(Noise.Html), ErrorCodes.BrokerProtocolError)),
        new("BC-014", Group, Grade.Bronze, "an answer that breaks off does not pass", Needs.Nothing, d => Fault(d, PortFault.Truncate, ErrorCodes.BrokerProtocolError)),
        new("BC-015", Group, Grade.Bronze, "an empty object is not taken for a login", Needs.Nothing, d => Fault(d, PortFault.Instead(Noise.EmptyObject), null)),
        new("BC-016", Group, Grade.Silver, "an expired token is told as reauth_required or invalid_credentials", Needs.Secrets, async d =>
        {
            Words(d, Saying.Expired);
            d.Port.Always(PortFault.Say(Saying.Expired), Op.Probe, Op.Read);
            var check = Failed(await d.ProbeAsync());
            That(check.Code is ErrorCodes.ReauthRequired or ErrorCodes.InvalidCredentials, $"an expired token is told as such, not as {check.Code}");
        }),
        new("BC-017", Group, Grade.Silver, "a clock that is wrong is noticed", Needs.Clock, ClockIsNoticed),
        new("BC-018", Group, Grade.Gold, "the test says of each part how it went (diagnose)", Needs.Nothing, async d =>
        {
            var checks = (await d.ProbeAsync()).Checks;
            foreach (var id in new[] { CheckIds.Authentication, CheckIds.Permissions, CheckIds.Account, CheckIds.OrderLookup })
            {
                That(checks.Any(c => c.Id == id && c.Detail.Length > 0), $"the check \"{id}\" is there with a word about it");
            }
        }),
        new("BC-019", Group, Grade.Bronze, "the test may be run again and says the same", Needs.Nothing, async d =>
            That((await d.ProbeAsync()).Accounts.SequenceEqual((await d.ProbeAsync()).Accounts), "two probes of the same login show the same accounts")),
    ];

    internal static void Words(KitDesk d, Saying what)
    {
        if (d.Script.Say(what, new Request(new Call(Op.Read, "", "GET", "/", Call.NoHeaders))) is null)
        {
            throw new NotApplicableException($"the venue script has no words for {what}");
        }
    }

    private static void Told(KitDesk d)
    {
        if (!d.Script.TellsRights)
        {
            throw new NotApplicableException("the venue does not say what a key may do");
        }
    }

    private static Check? Check(LoginReport report, string id) => report.Checks.FirstOrDefault(c => c.Id == id);

    private static Check Failed(LoginReport report)
    {
        That(Check(report, CheckIds.Authentication)?.Passed != true, "the check \"authentication\" does not pass");
        return report.Checks.FirstOrDefault(c => c.Passed == false) ?? throw new KitFailure("a failed test has a check that says so");
    }

    private static async Task ChecksAreKnown(KitDesk d)
    {
        var checks = (await d.ProbeAsync()).Checks;
        var strange = checks.FirstOrDefault(c => !Known.Contains(c.Id, StringComparer.Ordinal));
        That(strange is null, $"\"{strange?.Id}\" is not the name of a check");
        That(checks.Select(c => c.Id).Distinct(StringComparer.Ordinal).Count() == checks.Count, "no check is shown twice");
        That(checks.All(c => c.Passed != false || c.Code is not null), "a failed check carries a word of the taxonomy");
    }

    private static async Task SubjectIsStable(KitDesk d)
    {
        var first = (await d.ProbeAsync()).Subject;
        await d.RestartAsync();
        That(first.Length > 0 && first == (await d.ProbeAsync()).Subject, "the login's name is the same each time");
    }

    private static async Task WrongCredentials(KitDesk d)
    {
        d.Port.Always(PortFault.Say(Saying.BadCredentials), Op.Probe, Op.Read);
        var check = Failed(await d.ProbeAsync());
        That(check is { Id: CheckIds.Authentication, Code: ErrorCodes.InvalidCredentials }, $"\"authentication\" fails with invalid_credentials, not \"{check.Id}\" with {check.Code}");
        That(check.Detail.Length > 10, "the check tells the person what to do");
    }

    private static async Task Fault(KitDesk d, PortFault fault, string? code)
    {
        d.Port.Always(fault, Op.Probe, Op.Read);
        var report = await d.ProbeAsync();
        var check = Failed(report);
        That(code is null || check.Code == code, $"it is told as {code}, not as {check.Code}");
        That(report.Accounts.Count == 0, "nothing is claimed of a login that could not be read");
    }

    private static async Task ClockIsNoticed(KitDesk d)
    {
        d.VenueClock.Ahead = d.Port.VenueAhead = d.Manifest.Clock.Tolerance + TimeSpan.FromMinutes(2);
        var report = await d.ProbeAsync();
        var told = report.VenueTime is { } time && (time - d.Clock.GetUtcNow()).Duration() > d.Manifest.Clock.Tolerance;
        That(told || Check(report, CheckIds.Clock)?.Code == ErrorCodes.ClockSkew || report.Checks.Any(c => c.Code == ErrorCodes.ClockSkew), "the venue's time or the code clock_skew is told");
    }
}
