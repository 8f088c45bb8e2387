namespace Argix.Plugins;

/// <summary>Runs plugin code that is allowed to take only so long. It can't be stopped, only left behind on a thread of its own.</summary>
internal static class TimeLimit
{
    /// <summary><paramref name="late"/> gets what arrives after the limit, so that it can be thrown away properly.</summary>
    public static async Task<T> RunAsync<T>(Func<T> work, Action<T> late, TimeSpan limit, TimeProvider clock, CancellationToken ct)
    {
        var running = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
        try
        {
            return await running.WaitAsync(limit, clock, ct);
        }
        catch (TimeoutException) when (!running.IsCompleted)
        {
            Later(running, late);
            throw new PluginFault($"it did not finish within {limit.TotalSeconds:0.#} s; restart the platform to free what it holds");
        }
        catch (OperationCanceledException) when (!running.IsCompleted)
        {
            Later(running, late);
            throw;
        }
    }

    private static void Later<T>(Task<T> running, Action<T> late) => _ = running.ContinueWith(
        t => { if (t.IsCompletedSuccessfully) late(t.Result); else _ = t.Exception; },
        CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
}
