using System.Globalization;
using System.Text;
using Argix.Contracts;
using Argix.Contracts.Manifest;
using Argix.Contracts.Testing.Kit;

namespace Argix.AdapterTests.Kit;

/// <summary>Every case of the kit can fail: for each there is an adapter that it catches.</summary>
public class MutantTests
{
    private static readonly Evidence Yes = new(Sent.Yes, 200);
    private static object? _kept;

    private static readonly Dictionary<string, Mutant> Mutants = new(StringComparer.Ordinal)
    {
        ["BC-001"] = Checks(c => c with { Passed = c.Id == CheckIds.Authentication ? null : c.Passed }),
        ["BC-002"] = Checks(c => c with { Id = c.Id == CheckIds.Account ? "my_own" : c.Id }),
        ["BC-003"] = Accounts(a => a with { Currency = "" }),
        ["BC-004"] = new() { Probe = r => r with { Subject = "" } },
        ["BC-005"] = new() { ThrowsProbe = true },
        ["BC-006"] = new() { Probe = r => r with { Accounts = [new Account("A1", "Acme one", "USD", Rights.Read | Rights.Trade, Proof.Claimed)] } },
        ["BC-007"] = new() { OnProbe = p => p.SendAsync(Order("POST", Guid(7)), default) },
        ["BC-008"] = Accounts(a => a with { RightsProof = Proof.Unknown }),
        ["BC-009"] = Accounts(a => a with { Rights = Rights.Read | Rights.Trade }),
        ["BC-010"] = Checks(c => c.Passed == false ? c with { Code = ErrorCodes.InvalidCredentials } : c),
        ["BC-011"] = Checks(c => c.Passed == false ? c with { Code = ErrorCodes.BrokerUnreachable } : c),
        ["BC-012"] = Checks(c => c.Passed == false ? c with { Code = ErrorCodes.BrokerUnavailable } : c),
        ["BC-013"] = Checks(c => c with { Passed = true }),
        ["BC-014"] = Checks(c => c.Passed == false ? c with { Code = null } : c),
        ["BC-015"] = Checks(c => c with { Passed = true, Code = null }),
        ["BC-016"] = Checks(c => c.Passed == false ? c with { Code = ErrorCodes.BrokerUnavailable } : c),
        ["BC-017"] = new() { Probe = r => r with { VenueTime = null } },
        ["BC-018"] = Checks(c => c with { Detail = "" }),
        ["BC-019"] = Accounts(a => a with { Name = a.Name + ++_count }),
        ["BC-020"] = new() { Submit = (_, o) => o with { BrokerOrderId = "another" } },
        ["BC-021"] = new() { OnSubmit = (p, o) => p.SendAsync(Order("POST", Guid(1)), default) },
        ["BC-022"] = new() { Order = o => o with { ClientOrderId = o.ClientOrderId.ToUpperInvariant() }, Submit = (_, o) => o with { Verdict = Verdict.Accepted } },
        ["BC-023"] = new() { Order = o => o with { LimitPrice = o.LimitPrice + 1 } },
        ["BC-024"] = new() { Order = o => o with { Quantity = o.Quantity * 200 } },
        ["BC-025"] = new() { Order = o => o with { StopPrice = null } },
        ["BC-026"] = new() { Order = o => o with { StopPrice = o.LimitPrice, LimitPrice = o.StopPrice } },
        ["BC-027"] = new() { Order = o => o with { Side = Side.Buy } },
        ["BC-028"] = new() { Order = o => o with { TimeInForce = o.TimeInForce == TimeInForce.Ioc ? TimeInForce.Day : o.TimeInForce } },
        ["BC-029"] = new() { Order = o => o with { Quantity = CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator == "," ? Math.Floor(o.Quantity) : o.Quantity } },
        ["BC-030"] = new() { Order = o => o with { Type = OrderType.Market } },
        ["BC-031"] = new() { Manifest = m => Without(m, "no_money") },
        ["BC-032"] = new() { Manifest = m => Without(m, "no_symbol") },
        ["BC-033"] = new() { Manifest = m => Without(m, "bad_order") },
        ["BC-034"] = new() { Submit = (_, o) => o with { Evidence = o.Evidence with { Code = null, Text = null } } },
        ["BC-035"] = new() { Submit = (_, o) => o with { Verdict = Verdict.Accepted } },
        ["BC-036"] = new() { Manifest = m => Without(m, "id_used"), Submit = (_, o) => o.Verdict == Verdict.Duplicate ? o with { Verdict = Verdict.Refused } : o },
        ["BC-037"] = new() { Submit = (_, o) => o with { BrokerOrderId = "one" } },
        ["BC-038"] = new() { Submit = (_, o) => o with { Report = o.Report! with { Filled = o.Report.Quantity } } },
        ["BC-040"] = Submits(Verdict.NotSent, m => m with { Errors = [new ErrorRule { Op = "submit", Status = 0, Means = ErrorCodes.BrokerUnreachable, Verdict = "notSent" }] }),
        ["BC-041"] = Submits(Verdict.Accepted),
        ["BC-042"] = new() { Submit = (_, o) => o with { Verdict = Verdict.Accepted } },
        ["BC-043"] = Refuses(500),
        ["BC-044"] = Refuses(502),
        ["BC-045"] = Refuses(503),
        ["BC-046"] = Refuses(504),
        ["BC-047"] = Refuses(408),
        ["BC-048"] = Refuses(429),
        ["BC-049"] = Submits(Verdict.Accepted),
        ["BC-050"] = Refuses(403),
        ["BC-051"] = Refuses(400),
        ["BC-052"] = Submits(Verdict.Accepted),
        ["BC-053"] = Submits(Verdict.Accepted),
        ["BC-054"] = Submits(Verdict.Accepted),
        ["BC-055"] = Submits(Verdict.Accepted),
        ["BC-056"] = Submits(Verdict.Accepted),
        ["BC-057"] = new() { IgnoresStop = true },
        ["BC-058"] = Refuses(429),
        ["BC-059"] = Submits(Verdict.Accepted),
        ["BC-060"] = new() { Found = f => f with { Orders = [] } },
        ["BC-061"] = new() { Cancel = o => o with { Verdict = Verdict.Unknown } },
        ["BC-062"] = new() { Call = c => c.Op == Op.Cancel ? c with { Path = $"/v1/orders/{_last}" } : c, Submit = (_, o) => { _last = o.BrokerOrderId!; return o; } },
        ["BC-063"] = new() { Manifest = m => Without(m, "not_open") },
        ["BC-064"] = Cancels(Verdict.Accepted),
        ["BC-065"] = Cancels(Verdict.Accepted),
        ["BC-066"] = Cancels(Verdict.Accepted),
        ["BC-067"] = Cancels(Verdict.Accepted),
        ["BC-068"] = Cancels(Verdict.NoSuchOrder, m => m with { Errors = [new ErrorRule { Op = "cancel", Status = 404, Means = ErrorCodes.OrderNotFound, Verdict = "noSuchOrder" }] }),
        ["BC-069"] = Cancels(Verdict.Accepted),
        ["BC-070"] = Cancels(Verdict.Accepted),
        ["BC-071"] = Reports(r => r with { Filled = r.State == OrderState.Cancelled ? 0 : r.Filled }),
        ["BC-072"] = new() { Cancel = o => o with { Verdict = Verdict.Accepted }, Ref = r => r.BrokerOrderId is null ? r with { Order = r.Order with { ClientOrderId = Guid(9) } } : r },
        ["BC-073"] = Cancels(Verdict.Accepted),
        ["BC-074"] = Replaces(Verdict.Unknown),
        ["BC-075"] = new() { Order = o => o with { Quantity = 8 } },
        ["BC-076"] = new() { Replace = o => o with { BrokerOrderId = null } },
        ["BC-077"] = Reports(r => r.State == OrderState.Replaced ? r with { State = OrderState.Cancelled } : r),
        ["BC-078"] = Replaces(Verdict.Accepted),
        ["BC-079"] = Replaces(Verdict.Accepted),
        ["BC-080"] = Replaces(Verdict.Accepted),
        ["BC-081"] = Replaces(Verdict.Accepted),
        ["BC-082"] = Replaces(Verdict.Accepted),
        ["BC-083"] = Replaces(Verdict.Accepted),
        ["BC-084"] = Replaces(Verdict.Accepted),
        ["BC-085"] = Reports(r => r with { Side = Side.Sell }),
        ["BC-086"] = Reports(r => r with { Filled = 0 }),
        ["BC-087"] = Reports(r => r with { Filled = r.Filled > 2 ? r.Filled - 2 : r.Filled }),
        ["BC-088"] = Reports(r => r with { State = OrderState.Working }),
        ["BC-089"] = Reports(r => r with { State = OrderState.Working }),
        ["BC-090"] = Reports(r => r with { State = OrderState.Working }),
        ["BC-091"] = Reports(r => r with { State = OrderState.Working }),
        ["BC-092"] = Reports(r => r.State == OrderState.Unknown ? r with { State = OrderState.Cancelled } : r),
        ["BC-093"] = Fills(f => f with { Price = 0 }),
        ["BC-094"] = Fills(f => f with { Id = $"fill-{++_count}" }),
        ["BC-095"] = new() { Call = c => c with { Path = c.Path.StartsWith("/v1/fills", StringComparison.Ordinal) ? "/v1/fills?order=" : c.Path } },
        ["BC-096"] = Reports(r => r with { Filled = r.Filled > 4 ? 1 : r.Filled }),
        ["BC-097"] = new() { Event = e => e.Kind == EventKind.Alive ? null : e },
        ["BC-098"] = new() { Event = e => e.Report is null ? e : null },
        ["BC-099"] = Reports(r => r with { Filled = 0 }),
        ["BC-100"] = new() { Event = e => e.Report?.State == OrderState.Cancelled ? null : e },
        ["BC-101"] = new() { Event = e => e.Report is { Fills.Count: > 0 } r ? e with { Report = r with { Fills = [r.Fills[0] with { Id = "streamed-" + r.Fills[0].Id }] } } : e },
        ["BC-102"] = Fills(f => f with { Id = $"fill-{++_count}" }),
        ["BC-103"] = new() { Event = e => e.Report is { Filled: > 0 and < 6 } ? null : e },
        ["BC-104"] = Reports(r => r with { Filled = r.Fills.Sum(f => f.Quantity) }),
        ["BC-105"] = new() { IgnoresStop = true },
        ["BC-106"] = new() { ReportsLate = true, SwallowsReads = true, Call = c => c.Path.StartsWith("/v1/fills", StringComparison.Ordinal) ? c with { Path = "/v1/fills?order=nobody" } : c },
        ["BC-107"] = new() { Event = e => e.Kind == EventKind.Gap ? throw new InvalidOperationException("unreadable") : e },
        ["BC-108"] = new() { Event = e => e.Kind == EventKind.SessionLost ? new VenueEvent(EventKind.Alive) : e },
        ["BC-109"] = new() { Event = OnlyFirst() },
        ["BC-110"] = new() { IgnoresStop = true },
        ["BC-111"] = new() { Lacks = typeof(IStreamReports) },
        ["BC-112"] = new() { IgnoresStop = true },
        ["BC-113"] = Reports(r => r with { BrokerOrderId = "another" }),
        ["BC-114"] = new() { Found = f => f with { By = MatchedBy.Unknown } },
        ["BC-115"] = new() { Found = f => f with { Coverage = f.Coverage with { AllPages = false } } },
        ["BC-116"] = new() { Found = f => f with { Coverage = f.Coverage with { Closed = false } } },
        ["BC-117"] = new() { Found = f => f with { Orders = [.. f.Orders.Where(o => o.State == OrderState.Working)] } },
        ["BC-118"] = new() { Found = f => f with { Orders = [.. f.Orders.Where(o => o.State == OrderState.Working)] } },
        ["BC-119"] = new()
        {
            // Takes the newest order for the one that was asked for, and gives it the id that was asked for.
            Call = c => c.Path.StartsWith("/v1/orders/by-client-id", StringComparison.Ordinal) ? c with { Path = "/v1/orders?open=true", Bucket = _last = c.Path.Split('=')[1] } : c,
            Answer = (c, a) => c.Path == "/v1/orders?open=true" ? First(a) : a,
        },
        ["BC-120"] = new() { SwallowsReads = true },
        ["BC-121"] = new() { SwallowsReads = true },
        ["BC-122"] = new() { SwallowsReads = true },
        ["BC-123"] = new() { SwallowsReads = true },
        ["BC-124"] = new() { SwallowsReads = true },
        ["BC-125"] = new() { SwallowsReads = true },
        ["BC-126"] = new() { ThrowsOtherThings = true },
        ["BC-127"] = new() { ThrowsOtherThings = true },
        ["BC-128"] = new() { Call = c => c with { Headers = c.Headers.ToDictionary(h => h.Key, h => h.Key == "Authorization" ? "Bearer acme-canary-token-0001" : h.Value) } },
        ["BC-129"] = Reports(r => r with { AveragePrice = ++_count }),
        ["BC-130"] = new() { Call = c => c with { Path = c.Path.Replace("open=true", "open=false", StringComparison.Ordinal) } },
        ["BC-131"] = new() { Call = c => c with { Path = c.Path.Replace("open=false", "open=true", StringComparison.Ordinal) } },
        ["BC-132"] = new() { FirstPageOnly = true },
        ["BC-133"] = new() { ReportsLate = true },
        ["BC-134"] = new() { Money = m => m / 2 },
        ["BC-135"] = new() { Quantity = q => -q },
        ["BC-136"] = new() { SwallowsReads = true },
        ["BC-137"] = new() { SwallowsReads = true },
        ["BC-138"] = new() { SwallowsReads = true },
        ["BC-139"] = new() { SwallowsReads = true },
        ["BC-140"] = new() { LogsEachFailure = true },
        ["BC-141"] = new() { Instrument = i => i is null ? i : i with { Tick = 0 } },
        ["BC-142"] = new() { Instrument = i => i ?? new Instrument("KITNONE", "KITNONE", AssetClass.Equity, "USD", QuantityUnit.Base, 1, 1, 1, null, null, null, true) },
        ["BC-143"] = new() { SwallowsReads = true },
        ["BC-144"] = new() { Quote = q => q with { Time = q.Time.AddDays(-1) } },
        ["BC-145"] = new() { SwallowsReads = true },
        ["BC-146"] = new() { Manifest = m => m with { RateLimits = [] } },
        ["BC-147"] = new() { Call = c => c with { Bucket = "another" } },
        ["BC-148"] = new() { Manifest = m => m with { Errors = [new ErrorRule { Means = "out_of_luck", Status = 400 }] } },
        ["BC-149"] = Calls("read", "GET /v1/withdrawals"),
        ["BC-150"] = Calls("submit", "POST /*"),
        ["BC-151"] = new() { Manifest = m => m with { Environments = [.. m.Environments.Select(e => e with { Endpoints = new Dictionary<string, string>(e.Endpoints) { ["rest"] = "http://acme.example" } })] } },
        ["BC-152"] = new() { Docs = d => d.Replace("## Rate limits", "## Limits", StringComparison.Ordinal) },
        ["BC-153"] = new() { Docs = d => d.Replace("### invalid_order", "### order", StringComparison.Ordinal) },
        ["BC-154"] = new() { OnCreate = p => p.SendAsync(Order("GET"), default).GetAwaiter().GetResult() },
        ["BC-155"] = new() { SwallowsReads = true },
        ["BC-156"] = new() { Manifest = m => m with { Submit = m.Submit with { Deadline = TimeSpan.FromHours(1) } } },
        ["BC-157"] = new() { Lacks = typeof(IDeadMan) },
        ["BC-158"] = new() { Lacks = typeof(IReplaceOrders) },
        ["BC-159"] = new() { OnSubmit = async (p, _) => p.Log(LogLevel.Debug, "signed with " + await p.SecretAsync("token", default)) },
        ["BC-160"] = new() { Submit = (_, o) => o.Verdict == Verdict.Accepted ? o : o with { Evidence = o.Evidence with { Text = "sent acme-canary-token-0001" } } },
        ["BC-161"] = new() { Call = c => c.Op == Op.Cancel ? c with { Path = c.Path + "/now" } : c },
        ["BC-162"] = new() { Manifest = m => Adding(m, "read", "DELETE /v1/orders/*"), Call = c => c.Op == Op.Cancel ? c with { Op = Op.Read } : c },
        ["BC-163"] = new() { Call = c => c with { Headers = (IReadOnlyDictionary<string, string>)(_kept ??= c.Headers) } },
        ["BC-165"] = new(),
        ["BC-166"] = new() { Assembly = Path.Combine(AppContext.BaseDirectory, "leaks", "AcmeLeaks.dll") },
        ["BC-167"] = new() { OnDispose = () => throw new ObjectDisposedException("disposed before") },
        ["BC-168"] = new(),
        ["BC-164"] = new(),
        ["BC-169"] = Submits(Verdict.Accepted),
        ["BC-170"] = new() { Silence = t => t?.AddHours(1) },
        ["BC-171"] = new() { SwallowsReads = true },
        ["BC-172"] = new() { Submit = (_, o) => o.Verdict == Verdict.Duplicate ? o with { Verdict = Verdict.Unknown, Evidence = Yes } : o },
        ["BC-173"] = Cancels(Verdict.NoSuchOrder, m => m with { Errors = [new ErrorRule { Op = "cancel", Status = 0, Means = ErrorCodes.OrderNotFound, Verdict = "noSuchOrder" }, .. m.Errors] }),
    };

    private static int _count;
    private static string _last = "";

    public static TheoryData<string> Ids => [.. ConformanceKit.Cases.Select(c => c.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task A_bad_adapter_fails_the_case(string id)
    {
        var result = await ConformanceKit.RunAsync(Mutants[id].Subject, id);
        Assert.True(result.State == CaseState.Failed, $"{id} {result.What}: {result.State} {result.Why}");
        Assert.NotEmpty(result.Why!);
        TestContext.Current.TestOutputHelper?.WriteLine($"{id} {result.Why}");
    }

    private static Mutant Checks(Func<Check, Check> change) => new() { Probe = r => r with { Checks = [.. r.Checks.Select(change)] } };

    private static Mutant Accounts(Func<Account, Account> change) => new() { Probe = r => r with { Accounts = [.. r.Accounts.Select(change)] } };

    private static Mutant Submits(Verdict always, Func<BrokerManifest, BrokerManifest>? manifest = null) => new() { Manifest = manifest ?? (m => m), Submit = (_, o) => o with { Verdict = always, BrokerOrderId = o.BrokerOrderId ?? "made up" } };

    private static Mutant Cancels(Verdict always, Func<BrokerManifest, BrokerManifest>? manifest = null) => new() { Manifest = manifest ?? (m => m), Cancel = o => o with { Verdict = always } };

    private static Mutant Replaces(Verdict always) => new() { Replace = o => o with { Verdict = always } };

    // An author who takes any answer with this status for the venue's no.
    private static Mutant Refuses(int status) => new()
    {
        Manifest = m => m with { Errors = [.. m.Errors, new ErrorRule { Op = "submit", Status = status, Means = ErrorCodes.InvalidOrder, Verdict = "refused" }] },
        Submit = (_, o) => o.Evidence.Status == status ? o with { Verdict = Verdict.Refused } : o,
    };

    private static Mutant Reports(Func<OrderReport, OrderReport> change) => new() { Report = change };

    private static Mutant Fills(Func<Fill, Fill> change) => new() { Report = r => r with { Fills = [.. r.Fills.Select(change)] } };

    private static Mutant Calls(string kind, string pattern) => new() { Manifest = m => Adding(m, kind, pattern) };

    private static BrokerManifest Adding(BrokerManifest m, string kind, string pattern) => m with { Calls = new Dictionary<string, IReadOnlyList<string>>(m.Calls) { [kind] = [.. m.Calls[kind], pattern] } };

    private static BrokerManifest Without(BrokerManifest m, string code) => m with { Errors = [.. m.Errors.Where(r => r.Code != code)] };

    private static Call Order(string method, string? id = null) => new(method == "GET" ? Op.Read : Op.Submit, "rest", method, method == "GET" ? "/v1/login" : "/v1/orders",
        new Dictionary<string, string> { ["Authorization"] = "Bearer acme-canary-token-0001" },
        Encoding.UTF8.GetBytes($$"""{"clientId": "{{id}}", "symbol": "AAPL", "side": "buy", "type": "limit", "tif": "day", "quantity": "1", "limit": "100"}"""));

    private static string Guid(int n) => $"00000000-0000-4000-8000-{n:000000000000}";

    private static Func<VenueEvent, VenueEvent?> OnlyFirst()
    {
        var seen = 0;
        return e => seen++ == 0 ? e : null;
    }

    private static Answer First(Answer answer) =>
        System.Text.Json.Nodes.JsonNode.Parse(answer.Body.Span) is System.Text.Json.Nodes.JsonArray { Count: > 0 } rows ? answer with { Body = Encoding.UTF8.GetBytes(Named(rows[0]!.AsObject()).ToJsonString()) } : answer;

    private static System.Text.Json.Nodes.JsonObject Named(System.Text.Json.Nodes.JsonObject row)
    {
        row["clientId"] = _last;
        return row;
    }
}
