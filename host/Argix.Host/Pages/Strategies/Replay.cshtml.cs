using Argix.Pages.Strategies.Outline;
using Argix.Strategies;
using Argix.Strategies.Core.Graph;

namespace Argix.Pages.Strategies;

/// <summary>One value of a step: what left an output, and what had left it a step before.</summary>
public sealed record StepValue(string Block, string Name, string Port, string Now, string Before)
{
    public bool Changed => Now != Before;
}

/// <summary>Past evaluations, one at a time: the drawing of the version that ran, with the value on each wire and what was decided.</summary>
public sealed class ReplayModel(StrategyService strategies) : MemberPage
{
    private const int Most = 500;

    public StrategyView Strategy { get; private set; } = null!;

    public OutlineView? Outline { get; private set; }

    /// <summary>The step that is shown; empty when nothing was evaluated yet. An evaluation of several orders is one step.</summary>
    public IReadOnlyList<Evaluation> Step { get; private set; } = [];

    public IReadOnlyList<StepValue> Values { get; private set; } = [];

    public int Number { get; private set; }

    public int Count { get; private set; }

    public long? First { get; private set; }
    public long? Before { get; private set; }
    public long? After { get; private set; }
    public long? Last { get; private set; }

    /// <param name="at">Which evaluation, by its time in ticks; the newest when it is not there (any more).</param>
    public async Task OnGetAsync(Guid id, long? at)
    {
        Strategy = await strategies.GetAsync(Me.WorkspaceId, id, Cancel);
        var steps = (await strategies.EvaluationsAsync(Me.WorkspaceId, id, Most, Cancel)).GroupBy(e => e.At.UtcTicks).OrderBy(g => g.Key).ToList();
        if (steps.Count == 0)
        {
            return;
        }

        var here = steps.FindIndex(s => s.Key == at) is var found and >= 0 ? found : steps.Count - 1;
        (Number, Count, Step) = (here + 1, steps.Count, [.. steps[here]]);
        if (here > 0)
        {
            (First, Before) = (steps[0].Key, steps[here - 1].Key);
        }

        if (here < steps.Count - 1)
        {
            (After, Last) = (steps[here + 1].Key, steps[^1].Key);
        }

        var document = await strategies.DocumentAsync(Me.WorkspaceId, id, Step[0].Version > 0 ? Step[0].Version : null, Cancel);
        Outline = new OutlineView(OutlineEdit.Read(document.Document), []);
        Values = [.. Rows(here > 0 ? steps[here - 1].First().Values : null)];
    }

    private IEnumerable<StepValue> Rows(IReadOnlyDictionary<string, double?>? before) =>
        from node in Outline!.Document.Nodes
        from port in BlockCatalogue.Find(node.Type)?.Outputs ?? []
        where port.Type is not (PortType.Quantity or PortType.Intent)
        let now = WireValues.Words(port, WireValues.Of(Step[0].Values, node.Id, port.Name))
        select new StepValue(node.Id, Outline.NameOf(node.Id), port.Name, now, before is null ? now : WireValues.Words(port, WireValues.Of(before, node.Id, port.Name)));
}
