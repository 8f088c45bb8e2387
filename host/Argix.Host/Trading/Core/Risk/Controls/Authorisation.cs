namespace Argix.Trading.Core.Risk;

/// <summary>A read-only connection places nothing.</summary>
public static class Authorisation
{
    public const string Id = "authorisation";

    private static readonly Verdict May = Verdict.Pass(Id, "the connection may trade");

    public static Verdict Judge(GateInput i) => i.Connection.MayTrade
        ? May
        : Verdict.Deny(Id, "the connection is read-only");
}
