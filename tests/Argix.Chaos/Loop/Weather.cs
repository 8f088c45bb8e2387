namespace Argix.Chaos;

/// <summary>What the proxy does to bytes between host and venue.</summary>
public enum WireFault
{
    None,
    /// <summary>The connection ends before a byte of the request is passed on.</summary>
    CutBefore,
    /// <summary>Half of the request is passed on, then the connection is reset.</summary>
    CutInRequest,
    /// <summary>The request is passed on; the connection ends instead of an answer.</summary>
    LoseAnswer,
    /// <summary>Half of the answer, then the end.</summary>
    CutInAnswer,
    /// <summary>The request waits, and is passed on even when its sender has died meanwhile.</summary>
    DelayRequest,
    DelayAnswer,
    /// <summary>The answer comes a few bytes at a time.</summary>
    DripAnswer,
    /// <summary>Taken, not passed on, never answered.</summary>
    BlackHole,
    /// <summary>Passed on, never answered.</summary>
    SwallowAnswer,
    /// <summary>The stream ends between two pieces.</summary>
    CutStream,
    /// <summary>The stream ends in the middle of a piece.</summary>
    TearStream,
    /// <summary>The stream stays open and nothing comes any more.</summary>
    StallStream,
}

/// <summary>How often what goes wrong on the wire. Each round draws its own, so that faults also come alone and in force.</summary>
public sealed class Weather
{
    public static readonly Weather Calm = new([]);
    private readonly (WireFault Fault, double Rate)[] _rates;

    private Weather((WireFault, double)[] rates) => _rates = rates;

    public bool IsCalm => _rates.Length == 0;

    public static Weather Draw(Random random) => new([.. Enum.GetValues<WireFault>()
        .Where(f => f != WireFault.None && random.Next(3) == 0)
        .Select(f => (f, random.NextDouble() * Most(f)))]);

    /// <summary>This fault at every occasion.</summary>
    public static Weather Always(WireFault fault) => new([(fault, 1)]);

    public WireFault Request(Random random) => Pick(random, f => f < WireFault.CutStream);

    public WireFault Stream(Random random) => Pick(random, f => f >= WireFault.CutStream);

    public override string ToString() => IsCalm ? "calm" : string.Join(' ', _rates.Select(r => $"{r.Fault}:{r.Rate:0.00}"));

    private WireFault Pick(Random random, Func<WireFault, bool> kind)
    {
        var at = random.NextDouble();
        foreach (var (fault, rate) in _rates.Where(r => kind(r.Fault)))
        {
            if ((at -= rate) < 0)
            {
                return fault;
            }
        }

        return WireFault.None;
    }

    private static double Most(WireFault fault) => fault switch
    {
        WireFault.BlackHole or WireFault.SwallowAnswer => 0.1,
        WireFault.CutStream or WireFault.TearStream or WireFault.StallStream => 0.2,
        _ => 0.25,
    };
}
