using Argix.Connections.Adapters;
using System.Net;
using Argix.Connections.Egress;
using Argix.Connections.OAuth;
using Argix.Connections.Vault;
using Argix.Data;
using Argix.Keys;
using Argix.Logging;

namespace Argix.Connections;

/// <summary>The room where brokerages are connected.</summary>
public static class ConnectionsFeature
{
    // ASP.NET Core has an extension of the same name (SignalR's transport), so call this one as ConnectionsFeature.AddConnections(services).
    /// <summary>Needs from elsewhere: catalogue and plugin host, database, Data Protection, redactor, clock, ids, and <see cref="ILanes"/> and <see cref="IOpenOrders"/> from Trading.</summary>
    public static IServiceCollection AddBrokerConnections(this IServiceCollection services)
    {
        services.AddSingleton<OpenDb>(sp => sp.GetRequiredService<DbFactory>().Open);
        services.AddSingleton<HideSecret>(sp => sp.GetRequiredService<Redactor>().Watch);
        services.AddSingleton<ResolveName>(Dns.GetHostAddressesAsync);
        services.AddSingleton(sp => new BrokerFolders(Path.Combine(sp.GetRequiredService<DataDirectory>().Path, "brokers")));
        services.AddSingleton<IBrokers, InstalledBrokers>();
        services.AddSingleton<OutboundGuard>();
        services.AddSingleton<Accounts.SignOn.IBackChannel, GuardedBackChannel>();
        services.AddSingleton<NonceSource>();
        services.AddSingleton<PortFactory>();
        services.AddSingleton<FingerprintKey>();
        services.AddSingleton<CredentialVault>();
        services.AddSingleton<SecretStore>();
        services.AddSingleton<IReseal>(sp => sp.GetRequiredService<SecretStore>()).AddSingleton<IReseal>(sp => sp.GetRequiredService<FingerprintKey>());
        services.AddSingleton<NetworkChecks>();
        services.AddSingleton<ConnectionTester>();
        services.AddSingleton<OAuthWire>();
        services.AddSingleton<TokenKeeper>();
        services.AddSingleton<OAuthFlows>();
        services.AddSingleton<LoginOpener>();
        services.AddSingleton(sp => EndingRules.From(sp.GetService<IConfiguration>()));
        services.AddSingleton<ConnectionService>();
        return services.AddHostedService<DisconnectFinisher>().AddHostedService<TokenWatch>();
    }
}
