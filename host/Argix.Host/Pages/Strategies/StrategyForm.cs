using System.Globalization;
using Argix.Strategies;
using Argix.Web;

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

    /// <summary><c>quantity</c> or <c>money</c>: what <see cref="Amount"/> counts.</summary>
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
        Amount = (p.Size.Quantity ?? p.Size.Notional) is { } amount ? Format.Exact(amount) : null,
        EnterOnArm = p.EnterOnArm,
    };

    /// <exception cref="Errors.ArgixException"><c>validation_failed</c> for what is no number; the rest is the strategy's own check.</exception>
    public CrossParameters Read(CrossParameters now)
    {
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        var amount = TradeWords.Figure(Amount, "parameters.size", errors);
        var (fast, slow) = (Whole(Fast, "fast", errors), Whole(Slow, "slow", errors));
        if (errors.Count > 0)
        {
            throw TradeWords.Invalid(errors);
        }

        var size = SizeBy == "money" ? new SizeParameter(null, amount) : new SizeParameter(amount, null);
        return now with
        {
            ConnectionId = Guid.TryParse(Connection, out var id) ? id : null,
            Symbol = (Symbol ?? "").Trim(), AssetClass = AssetClass ?? "", BarSize = (BarSize ?? "").Trim(), Fast = fast, Slow = slow, Size = size, EnterOnArm = EnterOnArm,
        };
    }

    private static int Whole(string? text, string field, Dictionary<string, string> errors)
    {
        if (int.TryParse(text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        errors["parameters." + field] = "a whole number";
        return 0;
    }
}
