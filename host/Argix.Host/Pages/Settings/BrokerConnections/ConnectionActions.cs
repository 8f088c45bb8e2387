using Argix.Connections;
using Argix.Plugins;

namespace Argix.Pages.Settings.BrokerConnections;

/// <summary>What may be done with a connection in its status. Pure.</summary>
public sealed record ConnectionActions(ConnectionView Connection, bool MayTrade, bool InList, bool HasKeys)
{
    private string Status => Connection.Status;

    private bool Gone => Status is "disconnected" or "disconnecting";

    public bool Test => !Gone && Status != "disabled";
    public bool Pause => !Gone && Status is not ("paused" or "disabled");
    public bool Resume => Status == "paused";
    public bool Disable => !Gone && Status != "disabled";
    public bool Enable => Status == "disabled";
    public bool Reconnect => Status is "degraded" or "failed" or "reauth_required" or "connecting" or "connected";
    /// <summary>Its access comes from a sign-in at the broker, which can be done anew at any time.</summary>
    public bool SignInAgain => !Gone && Connection.Credentials.Any(f => f.Field == Argix.Connections.OAuth.TokenKeeper.AccessField);
    public bool Rotate => !Gone && HasKeys && Connection.Credentials.Count > 0 && !SignInAgain;
    public bool Disconnect => Status != "disconnected";

    /// <summary>Whether the connection talks to somebody outside, and so has keys that can be replaced.</summary>
    public static bool KeysOf(BrokerEntry? broker, ConnectionView c) => broker?.Environment(c.EnvironmentId)?.Endpoints.Count > 0;
}
