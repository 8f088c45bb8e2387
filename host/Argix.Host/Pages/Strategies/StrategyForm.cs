using System.Globalization;
using Argix.Strategies;

namespace Argix.Pages.Strategies;

/// <summary>The parameters as typed.</summary>
public sealed class StrategyForm
{
    public string? Connection { get; set; }
    public string? Symbol { get; set; }
    public string? AssetClass { get; set; }
    public string? BarSize { get; set; }
    public string? Fast { get; set; }
    public string? Slow { get; set; }
    public string? SizeBy { get; set; }
    public string? Amount { get; set; }
    public bool EnterOnArm { get; set; }

    public static StrategyForm Of(CrossParameters p) => new()
    {
        Connection = p.ConnectionId?.ToString(),
        Symbol = p.Symbol,
        AssetClass = p.AssetClass,
        BarSize = p.BarSize,
        Fast = p.Fast.ToString(CultureInfo.InvariantCulture),
        Slow = p.Slow.ToString(CultureInfo.InvariantCulture),
        SizeBy = p.Size.Quantity is null ? "money" : "quantity",
        Amount = (p.Size.Quantity ?? p.Size.Notional) is { } a ? Web.Format.Exact(a) : null,
        EnterOnArm = p.EnterOnArm,
    };

    /// <exception cref="Errors.ArgixException"><c>validation_failed</c>.</exception>
    public CrossParameters Read()
    {
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        var amount = TradeWords.Figure(Amount, "parameters.size", errors);
        var (fast, slow) = (Whole(Fast, "parameters.fast", errors), Whole(Slow, "parameters.slow", errors));
        if (errors.Count > 0)
        {
            throw TradeWords.Invalid(errors);
        }

        var size = SizeBy == "money" ? new SizeParameter(null, amount) : new SizeParameter(amount, null);
        return new CrossParameters(Guid.TryParse(Connection, out var id) ? id : null, (Symbol ?? "").Trim(), AssetClass ?? "", BarSize ?? "", fast, slow, size, EnterOnArm);
    }

    private static int Whole(string? text, string field, Dictionary<string, string> errors)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n))
        {
            return n;
        }

        errors[field] = "a whole number of bars";
        return 0;
    }
}
