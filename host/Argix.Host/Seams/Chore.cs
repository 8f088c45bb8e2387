namespace Argix.Seams;

/// <summary>
/// Work of the host that comes round and round. A round that fails (a database that dropped its sessions, a full disk) is logged, and the next one tries again:
/// a background service that throws would take the whole host with it, and its open orders' lanes.
/// </summary>
public abstract class Chore(TimeProvider clock, ILogger log) : BackgroundService
{
    protected TimeProvider Clock { get; } = clock;

    protected ILogger Log { get; } = log;

    /// <summary>How long from one round to the next.</summary>
    protected abstract TimeSpan Pause { get; }

    /// <summary>One round. What it throws is logged.</summary>
    protected abstract Task RoundAsync(CancellationToken ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, Clock);
        do
        {
            await GuardAsync(GetType().Name, () => RoundAsync(stoppingToken), Log);
        }
        while (await NextAsync(timer, stoppingToken));
    }

    /// <summary>Does one piece of work and logs what it throws; false = it failed.</summary>
    public static async Task<bool> GuardAsync(string what, Func<Task> work, ILogger log)
    {
        try
        {
            await work();
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            log.LogError(e, "{What} failed; it is tried again", what);
            return false;
        }
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken ct)
    {
        try
        {
            return await timer.WaitForNextTickAsync(ct);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
