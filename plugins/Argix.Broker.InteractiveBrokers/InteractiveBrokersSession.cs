using Argix.Contracts;

namespace Argix.Broker.InteractiveBrokers;

// The session of the gateway: kept alive once a minute, opened again when only its brokerage half has ended, never taken from another program.
internal sealed partial class InteractiveBrokersAdapter : IKeepSession
{
    // Warnings that a person may wave through beforehand: price away from the market, no market data, size and value above the user's presets.
    internal static readonly string[] Warnings = ["o163", "o354", "o383", "o451"];
    private volatile bool _ready;
    private volatile bool _suppressed;

    public TimeSpan Every => TimeSpan.FromSeconds(60);

    public async Task<SessionReport> KeepAsync(CancellationToken ct)
    {
        var answer = await _api.Tickle(ct);
        if (answer.Status != 401 && answer.Status != 200)
        {
            throw InteractiveBrokersMap.Failed(answer, "keeping the session");
        }
        var status = answer.Status == 401 ? null : InteractiveBrokersApi.Read(answer, InteractiveBrokersJson.Default.TickleJson, "keeping the session").Iserver?.AuthStatus;
        if (answer.Status == 200 && status is { Authenticated: false, Competing: false })
        {
            var opened = await _api.Init(ct);
            status = opened.Status == 200 ? InteractiveBrokersApi.TryRead(opened, InteractiveBrokersJson.Default.StatusJson) ?? status : status;
        }
        if (Said(status) is { Alive: false } lost)
        {
            (_ready, _suppressed) = (false, false);
            return lost;
        }
        await ReadyAsync(ct);
        if (!_suppressed && await port.SecretAsync("warnings", ct) == "suppress")
        {
            _suppressed = (await _api.Suppress(Warnings, ct)).Status == 200;
        }
        return new SessionReport(true);
    }

    internal static SessionReport Said(StatusJson? status) => status switch
    {
        { Authenticated: true, Connected: true, Competing: false } => new(true),
        { Competing: true } => new(false, ErrorCodes.BrokerUnavailable, "This user's brokerage session is in use elsewhere (TWS, the mobile app, another gateway). End it there; Argix does not take it away."),
        _ => new(false, ErrorCodes.ReauthRequired, "Open the gateway's page in a browser, on the machine where it runs, and sign in with your second factor."),
    };

    /// <summary>Order calls are answered only after the accounts have been asked for in this session.</summary>
    private async Task ReadyAsync(CancellationToken ct)
    {
        if (!_ready)
        {
            var answer = await _api.BrokerageAccounts(Op.Read, ct);
            _ready = InteractiveBrokersApi.Read(answer, InteractiveBrokersJson.Default.BrokerageAccountsJson, "preparing the session").Accounts is { Length: > 0 } ? true : throw InteractiveBrokersMap.Failed(answer, "preparing the session");
        }
    }
}
