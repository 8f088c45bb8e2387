using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Argix.Contracts;
using Xunit;

namespace Argix.PluginTests.Paper;

public sealed class PaperUnloadTests
{
    [Fact]
    public async Task After_a_whole_life_the_plugin_can_be_unloaded()
    {
        var context = await LiveAsync();
        for (var i = 0; context.IsAlive && i < 60; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Yield();
        }

        Assert.False(context.IsAlive, "something still holds the plugin");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> LiveAsync()
    {
        var context = new Private();
        await TradeAsync(context);
        context.Unload();
        return new WeakReference(context);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task TradeAsync(Private context)
    {
        await using var desk = new PaperDesk();
        var type = context.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "Argix.Broker.Paper.dll")).GetType("Argix.Broker.Paper.PaperPlugin", throwOnError: true)!;
        await using var adapter = ((IBrokerPlugin)Activator.CreateInstance(type)!).Create(desk);
        Assert.NotSame(typeof(Broker.Paper.PaperPlugin), type);
        await using var stream = adapter.Capability<IStreamReports>()!.StreamAsync([PaperDesk.Account], default).GetAsyncEnumerator();
        Assert.True(await stream.MoveNextAsync());
        var outcome = await adapter.Capability<IPlaceOrders>()!.SubmitAsync(await desk.OrderAsync("AAPL", Side.Buy, 1), default);
        Assert.Equal(Verdict.Accepted, outcome.Verdict);
    }

    private sealed class Private() : AssemblyLoadContext("paper", isCollectible: true)
    {
        protected override System.Reflection.Assembly? Load(System.Reflection.AssemblyName name) =>
            name.Name == "Argix.Venue" ? LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "Argix.Venue.dll")) : null;
    }
}
