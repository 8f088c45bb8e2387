using static Argix.Contracts.Testing.Kit.KitDesk;

namespace Argix.Contracts.Testing.Kit.Cases;

/// <summary>Looking orders up: what is shown, what was covered, and what a failure is.</summary>
internal static class LookUpCases
{
    private const string Group = "Look-up";

    public static IEnumerable<KitCase> All =>
    [
        new("BC-113", Group, Grade.Bronze, "an order is found by the venue's id", Needs.Nothing, async d =>
        {
            var (placed, booked) = await d.PlacedAsync();
            That((await d.FoundAsync(placed)).BrokerOrderId == booked.Id, "the order itself comes back");
        }),
        new("BC-114", Group, Grade.Silver, "an order is found by our id alone, and it is said how", Needs.LookUp, async d =>
        {
            var (placed, booked) = await d.PlacedAsync();
            await d.PlacedAsync();
            var found = await d.FindAsync(placed with { BrokerOrderId = null, Route = null });
            That(found.Orders.Count == 1 && found.Orders[0].BrokerOrderId == booked.Id, "exactly the order with our id comes back");
            That(found.By is MatchedBy.ClientId or MatchedBy.Label, $"it is found by our id or label, not by {found.By}");
        }),
        new("BC-115", Group, Grade.Silver, "an order that was never sent is not found, and the coverage says what was looked at", Needs.LookUp, async d =>
        {
            var asked = d.Clock.GetUtcNow();
            var found = await d.FindAsync(d.Known(await d.OrderAsync()));
            That(found.Orders.Count == 0, "nothing comes back");
            That(found.Coverage is { Open: true, AllPages: true }, "open orders were covered, with all pages");
            That(found.Coverage.AsOf >= asked - d.Manifest.Clock.Tolerance, "the answer is of now, not of before");
        }),
        new("BC-116", Group, Grade.Gold, "\"not found\" covers closed orders too", Needs.LookUpClosed, async d =>
        {
            var found = await d.FindAsync(d.Known(await d.OrderAsync()));
            That(found is { Orders.Count: 0, Coverage: { Open: true, Closed: true, AllPages: true } }, "open and closed orders were covered, with all pages");
        }),
        new("BC-117", Group, Grade.Gold, "a filled order is found by our id", Needs.LookUpClosed, d => Closed(d, b => d.Book.Fill(b.Id), OrderState.Filled)),
        new("BC-118", Group, Grade.Gold, "a cancelled order is found by our id", Needs.LookUpClosed, d => Closed(d, b => d.Book.End(b.Id), OrderState.Cancelled)),
        new("BC-119", Group, Grade.Silver, "somebody else's order of the same shape is never taken for ours", Needs.LookUp, async d =>
        {
            var ours = await d.OrderAsync();
            await d.PlacedAsync(ours with { ClientOrderId = d.NextId() });
            var found = await d.FindAsync(d.Known(ours));
            That(found.Orders.Count == 0 || found.By is MatchedBy.Shape, "an order with another id is no match; a likeness is called Shape");
        }),
        new("BC-120", Group, Grade.Bronze, "a look-up that the venue could not do throws broker_unavailable", Needs.Nothing, d => Throws(d, PortFault.Say(Saying.Unavailable), ErrorCodes.BrokerUnavailable)),
        new("BC-121", Group, Grade.Bronze, "a look-up that did not leave throws broker_unreachable", Needs.Nothing, d => Throws(d, PortFault.NotSent, ErrorCodes.BrokerUnreachable)),
        new("BC-122", Group, Grade.Bronze, "a look-up over the limit throws rate_limited", Needs.Nothing, d => Throws(d, PortFault.Say(Saying.RateLimited), ErrorCodes.RateLimited)),
        new("BC-123", Group, Grade.Silver, "a page with HTTP 404 is a failed look-up, never \"not found\"", Needs.Nothing, d => Throws(d, PortFault.Instead(Noise.Page(404)))),
        new("BC-124", Group, Grade.Silver, "a web page is a failed look-up", Needs.Nothing, d => Throws(d, PortFault.Instead(Noise.Html))),
        new("BC-125", Group, Grade.Silver, "an answer that breaks off is a failed look-up", Needs.Nothing, d => Throws(d, PortFault.Truncate)),
        new("BC-126", Group, Grade.Silver, "an empty answer is a failed look-up", Needs.Nothing, d => Throws(d, PortFault.Instead(Noise.Nothing))),
        new("BC-127", Group, Grade.Silver, "null is a failed look-up", Needs.Nothing, d => Throws(d, PortFault.Instead(Noise.Null))),
        new("BC-128", Group, Grade.Silver, "after an expired token is renewed the look-up works again", Needs.Secrets, async d =>
        {
            var (placed, _) = await d.PlacedAsync();
            foreach (var name in d.Secrets.Keys.ToArray())
            {
                d.Secrets[name] = StreamCases.Changed(d.Secrets[name]);
            }
            d.Port.Always(PortFault.Say(d.Script.Say(Saying.Expired, new Request(new Call(Op.Read, "", "GET", "/", Call.NoHeaders))) is null ? Saying.BadCredentials : Saying.Expired), Op.Read);
            var failed = await d.FailsAsync(ct => d.Look.FindAsync(placed, ct), "a look-up with an expired token");
            That(failed.Code is ErrorCodes.ReauthRequired or ErrorCodes.InvalidCredentials, $"it is told as reauth_required or invalid_credentials, not {failed.Code}");
            d.Port.Heal();
            foreach (var (name, value) in d.Secrets)
            {
                d.Port.Given[name] = d.Manifest.Methods.SelectMany(m => m.Fields).Any(f => f.Name == name && f.Kind == "pem") ? d.Port.Given[name] : value;
                d.Secrets[name] = d.Port.Given[name];
            }
            await d.FoundAsync(placed);
        }),
        new("BC-129", Group, Grade.Gold, "after a restart, without any memory, the same is shown", Needs.Nothing, async d =>
        {
            var (placed, booked) = await ReportCases.InStepsAsync(d);
            var before = await d.FoundAsync(placed);
            await d.RestartAsync();
            var after = await d.FoundAsync(placed);
            That((before.State, before.Filled, before.AveragePrice) == (after.State, after.Filled, after.AveragePrice), "state, quantity and price are the same");
            That((await d.OrdersAsync(openOnly: true)).Any(o => o.BrokerOrderId == booked.Id), "the list of open orders shows it");
        }),
    ];

    private static async Task Closed(KitDesk d, Func<BookOrder, bool> end, OrderState state)
    {
        var (placed, booked) = await d.PlacedAsync();
        d.Pass(1);
        end(booked);
        d.Pass(1);
        var r = await d.FoundAsync(placed with { BrokerOrderId = null, Route = null });
        That(r.BrokerOrderId == booked.Id && r.State == state, $"the order is found by our id and is {state}, not {r.State}");
    }

    private static async Task Throws(KitDesk d, PortFault fault, string? code = null)
    {
        var (placed, _) = await d.PlacedAsync();
        d.Port.Always(fault, Op.Read);
        var e = await d.FailsAsync(ct => d.Look.FindAsync(placed with { BrokerOrderId = d.Manifest.ClientOrderId.Lookup == "none" ? placed.BrokerOrderId : null }, ct), "a look-up");
        That(code is null || e.Code == code, $"it is told as {code}, not as {e.Code}");
    }
}
