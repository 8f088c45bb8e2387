using System.Data.Common;
using Argix.Seams;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Argix.Data;

/// <summary>Registers the data directory and the database.</summary>
public static class DataRegistration
{
    public static IServiceCollection AddData(this IServiceCollection services, IConfiguration configuration)
    {
        var store = DataStore.Resolve(configuration);
        services.AddSingleton(store);
        services.AddSingleton(store.Directory);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IIdSource, SystemIds>();
        if (store.Postgres is { } postgres)
            services.AddPostgres(postgres);
        else
            services.AddSqlite(store.Directory);
        services.Configure<IdentityOptions>(ArgixDb.PasskeyReady);
        services.AddSingleton<Database>();
        services.AddSingleton<ChangeBell>();
        return services;
    }

    private static void AddSqlite(this IServiceCollection services, DataDirectory directory)
    {
        services.AddDbContextFactory<SqliteDb>((provider, options) => options
            .UseSqlite($"Data Source={directory.Database}")
            .AddInterceptors(EraseOnDelete.Instance, provider.GetRequiredService<ChangeBell>()));
        services.AddContext<SqliteDb>();
    }

    private static void AddPostgres(this IServiceCollection services, PostgresAddress address)
    {
        services.AddSingleton(_ => new OwnerSession(address));
        services.AddSingleton(_ => address.NewPool());
        services.AddDbContextFactory<PostgresDb>((provider, options) => options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>(), PostgresHistory)
            .AddInterceptors(provider.GetRequiredService<ChangeBell>()));
        services.AddContext<PostgresDb>();
    }

    /// <summary>The list of migrations stands with the tables it speaks of.</summary>
    public static void PostgresHistory(Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure.NpgsqlDbContextOptionsBuilder options) =>
        options.MigrationsHistoryTable("__EFMigrationsHistory", PostgresDb.Schema);

    // The rooms know ArgixDb only.
    private static void AddContext<T>(this IServiceCollection services) where T : ArgixDb
    {
        services.AddSingleton(provider => new DbFactory(provider.GetRequiredService<IDbContextFactory<T>>().CreateDbContext));
        services.AddScoped<ArgixDb>(provider => provider.GetRequiredService<T>());
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
