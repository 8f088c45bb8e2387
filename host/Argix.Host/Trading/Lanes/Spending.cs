namespace Argix.Trading.Lanes;

/// <summary>How many messages went to the venue in the last minute: <paramref name="What"/> is <c>read, submit, replace, cancel</c>. Reads are the login's own and name nobody.</summary>
public sealed record Spent(string What, Guid? Connection, Guid? Strategy, int Calls);

/// <summary>Who spends a login's quotas. For people to look at; the limiter counts for itself.</summary>
internal sealed class Spending(TimeProvider clock)
{
    public static readonly TimeSpan Span = TimeSpan.FromMinutes(1);
    private const int Most = 10_000;
    private readonly Queue<(long At, string What, Guid? Connection, Guid? Strategy)> _calls = new();
    private readonly Lock _gate = new();

    public void Count(string what, Guid? connection = null, Guid? strategy = null)
    {
        lock (_gate)
        {
            Forget();
            if (_calls.Count < Most)
            {
                _calls.Enqueue((clock.GetTimestamp(), what, connection, strategy));
            }
        }
    }

    /// <summary>The last minute, the greatest first.</summary>
    public IReadOnlyList<Spent> Look()
    {
        lock (_gate)
        {
            Forget();
            return [.. _calls.GroupBy(c => (c.What, c.Connection, c.Strategy)).Select(g => new Spent(g.Key.What, g.Key.Connection, g.Key.Strategy, g.Count()))
                .OrderByDescending(s => s.Calls).ThenBy(s => s.What, StringComparer.Ordinal).ThenBy(s => s.Strategy)];
        }
    }

    private void Forget()
    {
        while (_calls.TryPeek(out var first) && clock.GetElapsedTime(first.At) >= Span)
        {
            _calls.Dequeue();
        }
    }
}
