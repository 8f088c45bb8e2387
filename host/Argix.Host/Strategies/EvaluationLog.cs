namespace Argix.Strategies;

/// <summary>The newest evaluations of one strategy, in memory. Those that decided something outlive those that did not.</summary>
internal sealed class EvaluationLog
{
    private const int Quiet = 100;
    private const int Decided = 400;
    private readonly Lock _gate = new();
    private readonly Queue<(long Number, Evaluation Value)> _quiet = [];
    private readonly Queue<(long Number, Evaluation Value)> _decided = [];
    private long _count;

    public void Add(Evaluation evaluation)
    {
        lock (_gate)
        {
            var (queue, most) = evaluation.Decision == "none" ? (_quiet, Quiet) : (_decided, Decided);
            queue.Enqueue((++_count, evaluation));
            if (queue.Count > most)
            {
                queue.Dequeue();
            }
        }
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<Evaluation> Newest(int limit)
    {
        lock (_gate)
        {
            return [.. _quiet.Concat(_decided).OrderByDescending(e => e.Number).Take(limit).Select(e => e.Value)];
        }
    }
}
