using Argix.Errors;

namespace Argix.Data;

/// <summary>Where users, connections and the journal stand: in files of the data directory, or in a PostgreSQL database. Everything else is files always.</summary>
public sealed class DataStore
{
    private DataStore(DataDirectory directory, PostgresAddress? postgres) => (Directory, Postgres) = (directory, postgres);

    public DataDirectory Directory { get; }

    /// <summary>Null with SQLite.</summary>
    public PostgresAddress? Postgres { get; }

    /// <summary>What people are told it is. Never a password.</summary>
    public override string ToString() => Postgres?.ToString() ?? Directory.Path;

    /// <summary>By <c>Data:Provider</c> and <c>ConnectionStrings:Argix</c>; touches nothing.</summary>
    public static DataStore Resolve(IConfiguration configuration)
    {
        var directory = DataDirectory.Resolve(configuration);
        var provider = configuration["Data:Provider"] is { Length: > 0 } given ? given : "Sqlite";
        return provider.ToUpperInvariant() switch
        {
            "SQLITE" => new DataStore(directory, null),
            "POSTGRES" => new DataStore(directory, PostgresAddress.Parse(configuration.GetConnectionString("Argix"))),
            _ => throw new ArgixException("validation_failed", $"Data:Provider is '{provider}', which is no database that Argix knows — write Sqlite or Postgres"),
        };
    }
}
