namespace Argix.Simulation;

/// <summary>Kills at the n-th pass of one named point; counts the passes of all.</summary>
public sealed class CrashPoints(string? name = null, int at = 0)
{
    public static readonly string[] All = ["decided", "committed", "published", "handed_over", "before_send", "sent", "answered"];

    private readonly Dictionary<string, int> _passes = [];

    public bool Hit(string point)
    {
        var pass = _passes[point] = _passes.GetValueOrDefault(point) + 1;
        return point == name && pass == at;
    }

    public int Passes(string point) => _passes.GetValueOrDefault(point);
}
