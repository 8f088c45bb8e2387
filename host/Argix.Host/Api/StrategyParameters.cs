using Argix.Strategies;

namespace Argix.Api;

/// <summary>
/// <c>parameters</c> of a strategy in a request. For the moving-average cross all of them; of a drawing those of its bars (connection, symbol, asset class, bar size). What is left out keeps its value.
/// </summary>
internal sealed record StrategyParameters(Guid? ConnectionId, string? Symbol, string? AssetClass, string? BarSize, int? Fast, int? Slow, SizeParameter? Size, bool? EnterOnArm)
{
    public static StrategyParameters Read(RequestBody body)
    {
        var connection = body.OptionalText("connectionId");
        var (symbol, asset, bar) = (body.OptionalText("symbol", 64), body.OptionalText("assetClass"), body.OptionalText("barSize"));
        var (fast, slow) = (body.Whole("fast"), body.Whole("slow"));
        var size = body.Present("size") ? SizeOf(body.Inside("size")) : null;
        var enter = body.Present("enterOnArm") ? body.Flag("enterOnArm") : (bool?)null;
        body.Done();
        return new StrategyParameters(connection is null ? null : ApiFeature.Id(connection), symbol, asset, bar, fast, slow, size, enter);
    }

    public CrossParameters On(CrossParameters now) => new(ConnectionId ?? now.ConnectionId, Symbol ?? now.Symbol, AssetClass ?? now.AssetClass, BarSize ?? now.BarSize,
        Fast ?? now.Fast, Slow ?? now.Slow, Size ?? now.Size, EnterOnArm ?? now.EnterOnArm);

    private static SizeParameter SizeOf(RequestBody body)
    {
        var size = new SizeParameter(body.Figure("quantity"), body.Figure("notional"));
        body.Done();
        return size;
    }
}
