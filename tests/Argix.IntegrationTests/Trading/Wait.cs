using System.Diagnostics;

namespace Argix.IntegrationTests.Trading;

/// <summary>Waits for what must come, with a bound so generous that only a thing that never comes reaches it.</summary>
internal static class Wait
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    public static async Task<T> ForAsync<T>(Func<Task<T>> look, Func<T, bool> good, string what)
    {
        for (var start = Stopwatch.GetTimestamp(); ; await Task.Delay(Glance))
        {
            var seen = await look();
            if (good(seen))
            {
                return seen;
            }

            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw new TimeoutException($"It did not come to this: {what}. Last seen: {seen}");
            }
        }
    }

    public static Task ForAsync(Func<bool> good, string what) => ForAsync(() => Task.FromResult(good()), x => x, what);
}
