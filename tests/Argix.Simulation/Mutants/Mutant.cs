namespace Argix.Simulation;

/// <summary>A planted bug: one piece of one product file, and what a tired person might have written there.</summary>
public sealed record Mutant(string Name, string File, string Good, string Bad)
{
    /// <summary>Found within seconds: part of the test command.</summary>
    public bool Quick => Name is "a venue's 500 to a submit is a rejection" or "no answer is taken for never sent" or "the venue's processing time is not waited for"
        or "an answer about open orders counts for all" or "executions are told apart by content";

    public static readonly IReadOnlyList<Mutant> All =
    [
        new("a venue's 500 to a submit is a rejection", "ErrorRules.cs", "_ => Verdict.Unknown,\n    };", "(Verdict.Refused, _) => Verdict.Refused,\n        _ => Verdict.Unknown,\n    };"),
        new("no answer is taken for never sent", "Answers.cs", "var conclusion = ErrorRules.Conclude(manifest, Op.Submit, outcome, provenNotSent);", "var conclusion = ErrorRules.Conclude(manifest, Op.Submit, outcome, provenNotSent || outcome.Evidence.Status == 0);"),
        new("one empty look-up concludes", "Questions.cs", "var twice = counts && first is { } f && askedAt - f >= Apart;", "var twice = counts;"),
        new("the venue's processing time is not waited for", "Questions.cs", "item.AskedAt >= item.QuietSince + delay", "item.AskedAt >= item.QuietSince"),
        new("an answer about open orders counts for all", "Questions.cs", "var all = late && (unchanged || rules.LookupCoversAll || coverage is { Open: true, Closed: true });", "var all = late;"),
        new("executions are told apart by content", "FillBook.cs", "if (!_executions.TryAdd(execution.Id, execution))", "if (_executions.Values.Any(e => e.Quantity == execution.Quantity && e.Price == execution.Price) || !_executions.TryAdd(execution.Id, execution))"),
        new("an execution counts as often as it is reported", "FillDecider.cs", "if (fill.Kind is not FillKind.Bust && !order.Fills.Has(fill.Id!) && !busts.Contains(fill.Id!))\n            {\n                events.Add(new FillApplied(order.Facts.Id, Execution(order, fill)));", "if (fill.Kind is not FillKind.Bust)\n            {\n                events.Add(new FillApplied(order.Facts.Id, Execution(order, fill) with { Id = fill.Id + order.Fills.Executions.Count }));"),
        new("a cumulative level counts as a new fill", "FillDecider.cs", "new Execution(id, order.Facts.Id, level - had,", "new Execution(id, order.Facts.Id, level,"),
        new("an unanswered cancel is a cancelled order", "ReportDecider.cs", "events.Add(new OrderDoubted(a.OrderId, DoubtAbout.Cancel, a.Conclusion.Reason, a.At));", "events.Add(new OrderCancelled(a.OrderId, a.Conclusion.Reason));"),
        new("a cancel that was taken is a cancelled order", "ReportDecider.cs", "case Contracts.Verdict.Accepted or Contracts.Verdict.Pending:\n                break;", "case Contracts.Verdict.Accepted or Contracts.Verdict.Pending:\n                events.Add(new OrderCancelled(a.OrderId, \"asked\"));\n                break;"),
        new("too late to cancel means expired", "ReportDecider.cs", "yield return new CancelRefused(order.Facts.Id, c.Code, c.Reason);", "yield return new OrderExpired(order.Facts.Id, c.Reason);"),
        new("the time to leave is not checked before the first byte", "SimLane.cs", "_world.Kills(order) ? \"kill_switch\" : _world.Clock.Now >= deadline ? \"broker_timeout\" : null", "_world.Kills(order) ? \"kill_switch\" : null"),
        new("the kill switch is not asked before the first byte", "SimLane.cs", "_world.Kills(order) ? \"kill_switch\" : ", ""),
        new("what was on its way at a restart was never sent", "Decider.cs", "[new OrderDoubted(order.Facts.Id, DoubtAbout.Submit, \"the platform restarted before the venue's answer was written down\", at)]", "[new OrderNotSent(order.Facts.Id, \"broker_timeout\", \"gone\")]"),
        new("an order in doubt is sent again", "LaneRouting.cs", "yield return new QuestionRaised(at, order.Id);", "yield return new SubmitWanted(at, order.Id, at.AddSeconds(2));"),
        new("orders leave before they are on the disk", "SimDesk.cs", "_process.Point(\"decided\");", "decided.ForEach(d => Publish(d.Record, d.Events));\n        _process.Point(\"decided\");"),
        new("an idempotency key is looked up among open orders only", "Decider.cs", "if (intent.Key is { } key && desk.ByKey(key) is { } known)", "if (intent.Key is { } key && desk.ByKey(key) is { IsFinal: false } known)"),
        new("an older sight takes back what was filled", "FillDecider.cs", "if (level <= had || report.AveragePrice is not { } average)", "if (level == had || report.AveragePrice is not { } average)"),
        new("fills after the end are dropped", "Sights.cs", "var filled = FillDecider.Fills(order, report, truth, at, events);", "var filled = order.IsFinal && !reopened ? order.Fills.Filled : FillDecider.Fills(order, report, truth, at, events);"),
        new("after a journal that failed, memory is believed", "SimDesk.cs", "        _committing = null;\n        Load();\n", "        _committing = null;\n"),
        new("orders that the lists do not show are not asked about", "ResyncRules.cs", ".Where(o => o.IsOpen && (o.Doubt is not null ||", ".Where(o => o.IsOpen && o.BrokerOrderId == \"?\" && (o.Doubt is not null ||"),
        new("a stranger that may be ours is adopted at once", "ReportDecider.cs", "MayBeOurs(desk, r) ? Hold(desk, r) : Adopt", "false ? Hold(desk, r) : Adopt"),
        new("a change without an answer counts as done", "ReplaceDecider.cs", "_ => [new OrderDoubted(id, DoubtAbout.Replace, a.Conclusion.Reason, a.At)],", "_ => [Link(order, p, a.BrokerOrderId ?? order.BrokerOrderId!, a.Route)],"),
        new("the late answer of an earlier change counts for the next one", "ReplaceDecider.cs", "&& (a.Asked ?? pending.Number) == pending.Number ? [", "? ["),
        new("an order that was replaced under another id is cancelled", "Sights.cs", "if (report.ReplacedById is { } next && next != order.BrokerOrderId && order.BrokerOrderId is not null)", "if (report.ReplacedById is { } next && next == \"?\")"),
        new("a bust that comes before its trade is forgotten", "FillDecider.cs", "&& !order.Fills.IsBusted(wrong) && busts.Add(wrong))", "&& order.Fills.Counts(wrong) && busts.Add(wrong))"),
        new("a level of before a bust counts", "FillBook.cs", "_bustedAt is not { } at || venueTime > at;", "true;"),
        new("a changed record is believed", "Chain.cs", "record.PreviousHash != _previous || !Chain.Holds(record)", "record.PreviousHash != _previous"),
        new("a process that lost the journal writes on", "SimDesk.cs", "if (decided.Count > 0 && !_process.OwnsJournal)", "if (false)"),
        new("a new leg goes on counting at zero", "Legs.cs", "if (!order.FreshLegs || seen == LegSeen.Next)", "if (true)"),
    ];
}
