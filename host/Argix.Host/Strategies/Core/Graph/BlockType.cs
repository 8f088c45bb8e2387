using Argix.Strategies.Core.Graph.Blocks;

namespace Argix.Strategies.Core.Graph;

/// <summary>What travels along a wire. A number input takes a series too (its newest value), a boolean input takes an event (true at that one evaluation); nothing else mixes.</summary>
public enum PortType { Series, Number, Boolean, Event, Quantity, Intent }

/// <summary>What a figure measures. <see cref="Any"/> fits all; <see cref="Same"/> means: as the block's other ports marked so.</summary>
public static class Units
{
    public const string Any = "any";
    public const string Same = "same";
    public const string Price = "price";
    public const string Volume = "volume";
    public const string Percent = "percent";
    public const string Oscillator = "oscillator";
    public const string Deviations = "deviations";
    public const string Money = "money";
    public const string Quantity = "quantity";
    public const string Minutes = "minutes";
    public const string Days = "weekday";
    public const string Bars = "bars";

    public static readonly IReadOnlyList<string> Constants = [Any, Price, Volume, Percent, Oscillator, Deviations, Money, Quantity, Minutes, Days, Bars];
}

/// <summary>An input or output of a block.</summary>
/// <param name="Many">Takes any number of wires.</param>
public sealed record PortSpec(string Name, PortType Type, string Unit = Units.Any, bool Required = true, bool Many = false);

public enum ParameterKind { Whole, Number, Text, Choice, Flag, Time, TimeZone, List, Duration, Symbol, Id }

/// <summary>A setting of a block.</summary>
/// <param name="LooksBack">Counts bars backwards: below its least value it would look into the future.</param>
public sealed record ParameterSpec(string Name, ParameterKind Kind, string Default, string Help, decimal Min = 0, decimal Max = 0, IReadOnlyList<string>? Choices = null, bool LooksBack = false);

/// <summary>A kind of block: what people see of it, and how to make one.</summary>
public sealed record BlockType(string Id, string Stage, string Title, string Does, IReadOnlyList<PortSpec> Inputs, IReadOnlyList<PortSpec> Outputs, IReadOnlyList<ParameterSpec> Parameters,
    Func<Wiring, Block> Make)
{
    /// <summary>Bars that its own state needs after its inputs speak until it speaks; 1 = at once.</summary>
    public Func<Settings, int> ReadyAfter { get; init; } = _ => 1;

    /// <summary>Bars of the past that its value still depends on noticeably; what is read back after a restart.</summary>
    public Func<Settings, int>? Memory { get; init; }

    /// <summary>Moves with bars only: a signal between two bars does not advance it.</summary>
    public bool OnBars { get; init; }

    /// <summary>Settings with which its ports marked <see cref="Units.Same"/> need not agree (a product of different things is fine).</summary>
    public Func<Settings, bool> MixesUnits { get; init; } = _ => false;

    /// <summary>The unit of its outputs marked <see cref="Units.Same"/>, where a setting says it.</summary>
    public Func<Settings, string?> SaysUnit { get; init; } = _ => null;

    public PortSpec? Input(string name) => Inputs.FirstOrDefault(p => p.Name == name);

    public PortSpec? Output(string name) => Outputs.FirstOrDefault(p => p.Name == name);

    public ParameterSpec? Parameter(string name) => Parameters.FirstOrDefault(p => p.Name == name);
}
