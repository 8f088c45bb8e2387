using static Argix.Trading.Core.Risk.RiskWords;

namespace Argix.Trading.Core.Risk;

/// <summary>What the position may become if everything open on its side fills.</summary>
public static class PositionLimit
{
    public const string Id = "position";

    public static Verdict Judge(GateInput i) => Math.Abs(i.Worst) <= Math.Abs(i.Held)
        ? Verdict.Pass(Id, new Words(Phrase.Unchanged, i.Held))
        : MaxValue.Measure(i, Id, i.Facts.Notional(Math.Abs(i.Worst)), "position", i.Worst);
}
