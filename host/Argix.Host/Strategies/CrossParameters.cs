using System.Text.Json.Serialization;
using Argix.Contracts;
using Argix.Errors;
using Argix.Strategies.Core.Graph;
using Argix.Trading.Core;

namespace Argix.Strategies;

/// <summary>How much to buy: a quantity in base units or an amount of money; exactly one of them.</summary>
public sealed record SizeParameter(decimal? Quantity, decimal? Notional);

/// <summary>Parameters of the moving-average cross. <paramref name="BarSize"/> is an ISO 8601 duration; a replay file brings its own bars and ignores it.</summary>
/// <param name="EnterOnArm">True: if the fast average is above the slow one when it is armed, buy at once instead of waiting for the next crossing.</param>
public sealed record CrossParameters(Guid? ConnectionId, string Symbol, string AssetClass, string BarSize, int Fast, int Slow, SizeParameter Size, bool EnterOnArm)
{
    private const int LongestWindow = 1000;

    public static readonly CrossParameters Default = new(null, "BTC/USD", "crypto", "PT5S", 5, 20, new SizeParameter(null, 500m), false);

    [JsonIgnore]
    public TimeSpan Bar => Durations.Parse(BarSize) ?? TimeSpan.Zero;

    /// <summary>The graph that these parameters stand for.</summary>
    public GraphDocument Document() => Templates.Cross(new Instrumented(Symbol, AssetClass, BarSize, ConnectionId?.ToString() ?? ""), Fast, Slow, Size.Quantity, Size.Notional, EnterOnArm);

    [JsonIgnore]
    public AssetClass Class => OrderWords.ParseClass(AssetClass) ?? Contracts.AssetClass.Unknown;

    /// <summary>Refuses what could never run. A missing connection is fine until it is armed.</summary>
    /// <exception cref="ArgixException"><c>validation_failed</c> with every faulty field.</exception>
    public CrossParameters Checked(bool complete = false)
    {
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        Need(errors, !complete || ConnectionId is not null, "connectionId", "choose the connection it trades on");
        Need(errors, Symbol.Length is > 0 and <= 64 && Symbol.All(c => c is >= '!' and <= '~'), "symbol", "1 to 64 visible ASCII characters, such as AAPL or BTC/USD");
        Need(errors, OrderWords.ParseClass(AssetClass) is not null, "assetClass", "one of the asset classes, such as equity or crypto");
        Need(errors, Bar >= TimeSpan.FromSeconds(1) && Bar <= TimeSpan.FromDays(31), "barSize", "an ISO 8601 duration from PT1S to P31D, such as PT5S, PT1M or P1D");
        Need(errors, Fast >= 1 && Fast < Slow, "fast", "a whole number from 1, less than slow");
        Need(errors, Slow is > 1 and <= LongestWindow, "slow", $"a whole number up to {LongestWindow}");
        Need(errors, Size.Quantity is null != Size.Notional is null, "size", "either quantity or notional");
        Need(errors, Size.Quantity is null or (> 0 and <= 1_000_000_000m), "size.quantity", "more than 0");
        Need(errors, Size.Notional is null or (> 0 and <= 1_000_000_000m), "size.notional", "more than 0");
        return errors.Count == 0
            ? this
            : throw new ArgixException("validation_failed", $"{errors.First().Key}: {errors.First().Value}") { Facts = new Dictionary<string, object?> { ["errors"] = errors } };
    }

    private static void Need(Dictionary<string, string> errors, bool fine, string field, string wanted)
    {
        if (!fine)
        {
            errors.TryAdd("parameters." + field, wanted);
        }
    }
}
