using Polly;
using Polly.Retry;

namespace Argix.Connections.Egress;

/// <summary>Reads and probes may be asked again when the network or the venue's server failed. Order messages never come here.</summary>
internal static class ReadRetries
{
    public static ResiliencePipeline<WireExchange> Make(TimeProvider clock, Random random) =>
        new ResiliencePipelineBuilder<WireExchange> { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions<WireExchange>
            {
                MaxRetryAttempts = 2,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(200),
                UseJitter = true,
                Randomizer = random.NextDouble,
                ShouldHandle = outcome => ValueTask.FromResult(outcome.Outcome.Result?.MayRetry == true),
            })
            .Build();
}
