namespace Argix.Trading.Core.Risk;

/// <summary>A read-only connection places nothing.</summary>
public static class Authorisation
{
    public const string Id = "authorisation";

    public static Verdict Judge(GateInput i) => i.Connection.MayTrade
        ? Verdict.Pass(Id, "the connection may trade")
        : Verdict.Deny(Id, "the connection is read-only");
}
