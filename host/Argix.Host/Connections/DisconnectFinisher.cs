namespace Argix.Connections;

/// <summary>Ends disconnects that wait for the venue's word, also those that a stop of the host interrupted.</summary>
internal sealed class DisconnectFinisher(ConnectionService connections, TimeProvider clock, ILogger<DisconnectFinisher> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await connections.FinishDisconnectsAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogError(e, "Finishing disconnects failed; it is tried again");
            }
        }
    }
}
