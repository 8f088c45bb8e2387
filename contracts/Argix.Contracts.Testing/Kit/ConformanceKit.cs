using System.Collections.Concurrent;
using Argix.Contracts.Testing.Kit.Cases;

namespace Argix.Contracts.Testing.Kit;

/// <summary>How a case ended.</summary>
public enum CaseState
{
    /// <summary>Never in a result.</summary>
    Unknown,
    /// <summary>As it should.</summary>
    Passed,
    /// <summary>Not as it should.</summary>
    Failed,
    /// <summary>The manifest says that there is no such thing here.</summary>
    NotApplicable,
    /// <summary>Needs what the grade below does not have.</summary>
    NotRun,
}

/// <summary>A case and how it ended; <paramref name="Why"/> for all but the passed.</summary>
public sealed record CaseResult(string Id, string Group, Grade Grade, string What, CaseState State, string? Why);

/// <summary>Runs the numbered cases against an adapter.</summary>
public static class ConformanceKit
{
    /// <summary>All cases, by number.</summary>
    public static IReadOnlyList<KitCase> Cases { get; } =
    [
        .. ConnectCases.All, .. SubmitCases.All, .. DoubtCases.All, .. CancelCases.All, .. ReplaceCases.All, .. ReportCases.All, .. StreamCases.All,
        .. LookUpCases.All, .. ReadCases.All, .. LimitCases.All, .. HygieneCases.All, .. SafetyCases.All,
    ];

    /// <summary>Ids of the cases that the manifest makes applicable, up to this grade: the data of a theory.</summary>
    public static IEnumerable<string> IdsFor(KitSubject subject, Grade upTo = Grade.Gold) => Cases.Where(c => c.NotApplicable(subject.Manifest) is null && c.Grade <= upTo).Select(c => c.Id);

    /// <summary>One case.</summary>
    public static Task<CaseResult> RunAsync(KitSubject subject, string id) => RunAsync(subject, Cases.First(c => c.Id == id));

    /// <summary>All cases, with grade and ceiling. Those of Platinum only where Gold is reached and the manifest lets it be more.</summary>
    public static async Task<KitReport> RunAsync(KitSubject subject)
    {
        var results = new ConcurrentDictionary<string, CaseResult>();
        await Parallel.ForEachAsync(Cases.Where(c => c.Grade < Grade.Platinum), async (c, _) => results[c.Id] = await RunAsync(subject, c));
        var ceiling = Ceiling.Of(subject.Manifest);
        var gold = results.Values.All(r => r.State is CaseState.Passed or CaseState.NotApplicable);
        foreach (var c in Cases.Where(c => c.Grade == Grade.Platinum))
        {
            var kept = gold ? ceiling.Grade < Grade.Platinum ? $"the ceiling is {ceiling.Grade}" : null : "only after Gold";
            results[c.Id] = kept is null ? await RunAsync(subject, c) : new CaseResult(c.Id, c.Group, c.Grade, c.What, CaseState.NotRun, kept);
        }
        return KitReport.Of(subject, [.. Cases.Select(c => results[c.Id])], ceiling);
    }

    private static async Task<CaseResult> RunAsync(KitSubject subject, KitCase c)
    {
        CaseResult Ends(CaseState state, string? why) => new(c.Id, c.Group, c.Grade, c.What, state, why);
        if (c.NotApplicable(subject.Manifest) is { } reason)
        {
            return Ends(CaseState.NotApplicable, reason);
        }
        try
        {
            await using var desk = new KitDesk(subject);
            await c.Run(desk);
            return desk.Breach() is { } breach ? Ends(CaseState.Failed, breach) : Ends(CaseState.Passed, null);
        }
        catch (NotApplicableException e)
        {
            return Ends(CaseState.NotApplicable, e.Message);
        }
        catch (KitFailure e)
        {
            return Ends(CaseState.Failed, e.Message);
        }
        catch (Exception e)
        {
            return Ends(CaseState.Failed, $"{e.GetType().Name}: {e.Message}");
        }
    }
}

/// <summary>The venue script says that its venue has nothing of the kind, where a script may say so.</summary>
internal sealed class NotApplicableException(string reason) : Exception(reason);
