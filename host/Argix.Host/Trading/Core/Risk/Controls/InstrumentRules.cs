namespace Argix.Trading.Core.Risk;

/// <summary>Tick, lot, sizes, type and time in force, again at the gate: a sized quantity was not seen by validation.</summary>
public static class InstrumentRules
{
    public const string Id = "instrument";

    private static readonly Verdict Fits = Verdict.Pass(Id, "tick, lot, type and time in force fit");

    public static Verdict Judge(GateInput i) =>
        InstrumentCheck.Fault(i.Facts.Instrument, i.Connection.OrderTypes, i.Facts.Type, i.Facts.TimeInForce, i.Facts.Quantity, i.Facts.LimitPrice, i.Facts.StopPrice) is { } fault
            ? Verdict.Deny(Id, fault.Detail)
            : Fits;
}
