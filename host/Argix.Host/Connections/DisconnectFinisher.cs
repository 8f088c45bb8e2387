using Argix.Seams;

namespace Argix.Connections;

/// <summary>Ends disconnects that wait for the venue's word, also those that a stop of the host interrupted.</summary>
internal sealed class DisconnectFinisher(ConnectionService connections, TimeProvider clock, ILogger<DisconnectFinisher> log) : Chore(clock, log)
{
    protected override TimeSpan Pause { get; } = TimeSpan.FromSeconds(2);

    protected override Task RoundAsync(CancellationToken ct) => connections.FinishDisconnectsAsync(ct);
}
