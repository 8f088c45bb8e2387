using System.Data.Common;
using Argix.Errors;
using Argix.Seams;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Argix.Data;

/// <summary>Registers the data directory and the database.</summary>
public static class DataRegistration
{
    public static IServiceCollection AddData(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration["Data:Provider"] is { } provider && !provider.Equals("Sqlite", StringComparison.OrdinalIgnoreCase))
            throw new ArgixException("not_implemented", $"Data:Provider is '{provider}', and this release keeps its data in SQLite only — remove the setting or write Sqlite");
        var directory = DataDirectory.Resolve(configuration);
        services.AddSingleton(directory);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IIdSource, SystemIds>();
        services.AddDbContextFactory<SqliteDb>(options => options
            .UseSqlite($"Data Source={directory.Database}")
            .AddInterceptors(EraseOnDelete.Instance));
        services.Configure<IdentityOptions>(ArgixDb.PasskeyReady);
        services.AddSingleton<DbFactory>();
        services.AddSingleton<Database>();
        return services;
    }

    /// <summary>Deleted rows are overwritten with zeros, so a destroyed secret does not linger in free pages.</summary>
    private sealed class EraseOnDelete : DbConnectionInterceptor
    {
        public static readonly EraseOnDelete Instance = new();

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Set(connection);

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Set(connection);
            return Task.CompletedTask;
        }

        private static void Set(DbConnection connection)
        {
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA secure_delete=ON";
            command.ExecuteNonQuery();
        }
    }
}
