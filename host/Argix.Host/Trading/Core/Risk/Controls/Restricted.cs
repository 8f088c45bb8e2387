namespace Argix.Trading.Core.Risk;

/// <summary>Symbols and asset classes that may not be traded. What is held in them may still be reduced.</summary>
public static class Restricted
{
    public const string Id = "restricted";

    private static readonly Verdict Free = Verdict.Pass(Id, "not restricted");

    public static Verdict Judge(GateInput i)
    {
        if (!i.Limits.Restricts)
        {
            return Free;
        }

        var (symbol, asset) = (i.Facts.Instrument.Symbol, OrderWords.Of(i.Facts.Instrument.AssetClass));
        foreach (var item in i.Applying)
        {
            if (item.Restricted?.FirstOrDefault(r => string.Equals(r, symbol, StringComparison.OrdinalIgnoreCase) || r == asset) is { } hit)
            {
                var text = $"{hit} is on the list of what may not be traded";
                return (i.Reduces ? Verdict.Warn(Id, text + "; reducing is allowed") : Verdict.Deny(Id, text)) with { LimitScope = item.Scope, LimitId = item.Id };
            }
        }

        return Free;
    }
}
