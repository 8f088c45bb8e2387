using System.Data.Common;
using Argix.Errors;
using Npgsql;

namespace Argix.Data;

/// <summary>A PostgreSQL database, as configured. Shows its name, never its password.</summary>
public sealed class PostgresAddress
{
    private readonly NpgsqlConnectionStringBuilder _settings;

    private PostgresAddress(NpgsqlConnectionStringBuilder settings) => _settings = settings;

    /// <exception cref="ArgixException"><c>validation_failed</c>: it is missing or nobody can read it.</exception>
    public static PostgresAddress Parse(string? connectionString)
    {
        const string HowTo = "write it as Host=localhost;Database=argix;Username=argix;Password=…";
        if (string.IsNullOrWhiteSpace(connectionString))
            throw new ArgixException("validation_failed", $"Data:Provider is Postgres, and ConnectionStrings:Argix is missing — {HowTo}");
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "argix" };
            return settings is { Host.Length: > 0, Database.Length: > 0 }
                ? new PostgresAddress(settings)
                : throw new ArgixException("validation_failed", $"ConnectionStrings:Argix names no Host or no Database — {HowTo}");
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            // Neither the text nor the exception goes on: a password may stand in both.
            throw new ArgixException("validation_failed", $"ConnectionStrings:Argix cannot be read — {HowTo}");
        }
    }

    /// <summary>A pool for reads and for the rows of users and connections.</summary>
    public NpgsqlDataSource NewPool() => new NpgsqlDataSourceBuilder(_settings.ConnectionString).Build();

    /// <summary>A session of its own, not of the pool.</summary>
    /// <exception cref="NpgsqlException">It cannot be reached.</exception>
    public NpgsqlConnection OpenSession()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_settings.ConnectionString) { Pooling = false, KeepAlive = 15 }.ConnectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The refusal when the database does not do as it should.</summary>
    public ArgixException Unusable(DbException why) =>
        new("validation_failed", $"The {this} cannot be used ({why.Message.TrimEnd('.')}) — check that PostgreSQL runs and that ConnectionStrings:Argix is right", why);

    public override string ToString() => $"PostgreSQL database {_settings.Database} on {_settings.Host}:{_settings.Port}";
}
