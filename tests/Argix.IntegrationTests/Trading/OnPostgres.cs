using Argix.IntegrationTests.Trading;
using Xunit;

[assembly: AssemblyFixture(typeof(OnPostgres))]

namespace Argix.IntegrationTests.Trading;

/// <summary>
/// One host on PostgreSQL for every class that shares it, started by the first fact that asks; each test has its own workspace there. Facts that touch journal and database
/// most run on both stores: <c>[InlineData(Stores.Sqlite)] [InlineData(Stores.Postgres)]</c>.
/// </summary>
public sealed class OnPostgres : IAsyncDisposable
{
    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static Platform? _platform;

    /// <summary>The class's own host for SQLite, or the shared one. Skips, with the reason, where no PostgreSQL can be had.</summary>
    public static async Task<Platform> OrAsync(string store, Platform own)
    {
        if (store != Stores.Postgres)
        {
            return own;
        }

        await Gate.WaitAsync();
        try
        {
            return _platform ??= await Platform.StartOnPostgresAsync();
        }
        finally
        {
            Gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_platform is not null)
        {
            await _platform.DisposeAsync();
        }
    }
}
