using System.Diagnostics;

namespace Argix.Chaos;

/// <summary>Where the time of the rounds goes.</summary>
internal sealed class Phases
{
    private readonly Dictionary<string, List<double>> _times = new(StringComparer.Ordinal);

    public void Add(string phase, long since)
    {
        if (!_times.TryGetValue(phase, out var times))
        {
            _times[phase] = times = [];
        }

        times.Add(Stopwatch.GetElapsedTime(since).TotalSeconds);
    }

    public override string ToString() => string.Join(", ", _times.Select(t => $"{t.Key} {t.Value.Average():0.0} s (at most {t.Value.Max():0.0})"));
}
