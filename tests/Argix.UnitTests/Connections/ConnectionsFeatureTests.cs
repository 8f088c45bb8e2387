using Argix.Data;
using Argix.Connections.Adapters;
using Argix.Connections;
using Argix.Seams;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Argix.UnitTests.Connections;

/// <summary>The room can be put together from what the other rooms register.</summary>
public sealed class ConnectionsFeatureTests
{
    [Fact]
    public async Task Services_resolve_and_connect()
    {
        using var bench = new Bench();
        var services = ConnectionsFeature.AddBrokerConnections(new ServiceCollection().AddLogging());
        services.AddSingleton<IBrokers>(bench).AddSingleton<OpenDb>(bench.Open).AddSingleton<HideSecret>(bench.Hide);
        services.AddSingleton<ILanes>(bench).AddSingleton<IOpenOrders>(bench).AddSingleton(new Argix.Connections.Egress.BrokerFolders("unused"));
        services.AddSingleton<IDataProtectionProvider>(bench.Ring).AddSingleton(TimeProvider.System).AddSingleton<IIdSource, SystemIds>();
        await using var provider = services.BuildServiceProvider();
        Assert.Equal(2, provider.GetServices<IHostedService>().Count());
        Assert.NotNull(provider.GetRequiredService<LoginOpener>());
        var view = await provider.GetRequiredService<ConnectionService>().CreateAsync(bench.Workspace, new(bench.Request(), "Mine"), "user:1", bench.Ct);
        Assert.Equal("connected", view.Status);
    }
}
