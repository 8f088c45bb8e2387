using System.Threading.Channels;
using Argix.Contracts;
using Argix.Errors;
using Argix.Strategies.Core.Graph;
using Argix.Trading.Desks;
using Argix.Trading.Lanes;

namespace Argix.Strategies;

/// <summary>What a runner is started with. <paramref name="Arming"/> counts how often the strategy was armed and is part of every order's key.</summary>
internal sealed record Run(Guid StrategyId, int Arming, DateTimeOffset ArmedAt, GraphDocument Document, int Version, bool Resumed, ApprovalRule? Approval = null);

/// <summary>
/// Runs one armed strategy: one bar at a time, and the next bar is asked for only when the order of this one has the venue's word.
/// An order's key follows from strategy, arming (and so version), bar and order block, so evaluating a bar twice (after a restart) can't order twice.
/// </summary>
internal sealed partial class StrategyRunner(Run run, IStrategyWorld world, EvaluationLog evaluations, TimeProvider clock, ILogger log)
{
    // Stays below the default of 50 messages a second, also when a replay runs faster than any market.
    private static readonly TimeSpan BetweenOrders = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan SettleWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan OldestSignal = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenSamples = TimeSpan.FromMinutes(1);
    private const int MostTries = 3;
    private readonly DateTimeOffset _began = clock.GetUtcNow();
    private readonly Channel<SignalIn> _signals = Channel.CreateBounded<SignalIn>(new BoundedChannelOptions(100) { FullMode = BoundedChannelFullMode.DropWrite });
    private GraphMachine _machine = new(run.Document, run.Version);
    private Known _known;
    private RunnerStatus _status = new("warming_up", null, null, null);
    private DateTimeOffset _last = DateTimeOffset.MinValue;
    private DateTimeOffset _nextOrder = DateTimeOffset.MinValue;
    private DateTimeOffset _nextSample = DateTimeOffset.MinValue;
    private Guid? _pending;
    private DateTimeOffset? _cancelFrom;
    private bool _resting;
    private Task<bool>? _knock;
    private bool _stoppedBefore;
    private bool _catchUp = run.Resumed;

    public RunnerStatus Status => _status;

    /// <summary>A signal for the next moment between two bars; false = too many are waiting.</summary>
    public bool Signal(SignalIn signal) => _signals.Writer.TryWrite(signal);

    /// <summary>Goes on until it is cancelled, whatever happens.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        await PrepareAsync();
        while (!ct.IsCancellationRequested)
        {
            try
            {
                Tell("waiting", "for the connection to open");
                await world.OpenAsync(ct);
                await SessionAsync(ct);
                Tell("waiting", "the bars have ended");
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                var lasting = e is ArgixException { Code: "unknown_instrument" or "not_implemented" };
                Tell(lasting ? "failed" : "waiting", e is ArgixException or VenueException ? e.Message : $"after an error ({e.GetType().Name}); it is tried again");
                log.LogWarning("Strategy {Strategy} stopped for a while: {Error}", run.StrategyId, $"{e.GetType().Name}: {e.Message}");
            }

            await Task.Delay(TryAgain, clock, ct).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    // enterOnArm is spent by the first order of this arming, also across restarts.
    private async Task PrepareAsync()
    {
        var enter = run.Document.OfType("armed").Any() && !((await world.HoldingAsync()).LastOrderAt >= run.ArmedAt);
        _machine = new GraphMachine(run.Document, run.Version, enter);
        _catchUp |= enter;
    }

    private void Tell(string status, string? detail, IReadOnlyDictionary<string, double?>? values = null) =>
        _status = new RunnerStatus(status, detail, _last == DateTimeOffset.MinValue ? null : _last, values ?? _status.LastValues);
}
