using Argix.Contracts;

namespace Argix.Strategies.Core;

/// <summary>
/// A strategy as a pure machine: closed bars in, order intents out. It sees no clock, no file and no venue, so what was back-tested is what runs.
/// The built-in crossing implements it today, graphs will tomorrow.
/// </summary>
public interface IStrategyCore
{
    /// <summary>Closed bars it needs before it can say anything.</summary>
    int WarmUp { get; }

    /// <summary>Takes the next closed bar. With <paramref name="warmUp"/> it only learns and never asks for anything.</summary>
    StrategyStep OnBar(Bar bar, bool warmUp = false);

    /// <summary>What the strategy holds (or has asked for and not been refused). The core never guesses it: whoever carries intents out says what became of them.</summary>
    void Hold(TargetKind held);
}

/// <summary>Where a strategy wants to be.</summary>
public enum TargetKind { Flat, Long }

/// <summary>A wish: be at <paramref name="Target"/>, by buying or selling. Sizing, risk and venue come after it.</summary>
public sealed record StrategyIntent(Side Side, TargetKind Target, string Because);

/// <summary>One evaluation: each value that decided it (null = not ready yet), and the intent if there is one.</summary>
public sealed record StrategyStep(IReadOnlyDictionary<string, double?> Values, bool Ready, StrategyIntent? Intent);
