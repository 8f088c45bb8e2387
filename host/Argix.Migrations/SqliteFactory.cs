using Argix.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

// After a change of a row type, from the repository's root:
//   dotnet ef migrations add <Name> --context SqliteDb --project host/Argix.Host --startup-project host/Argix.Migrations
//     --output-dir Data/Migrations/Sqlite --namespace Argix.Data.Migrations.Sqlite
// and the same with PostgresDb, Data/Migrations/Postgres and Argix.Data.Migrations.Postgres.
return;

/// <summary>How dotnet-ef gets a context. The file is never opened.</summary>
public sealed class SqliteFactory : IDesignTimeDbContextFactory<SqliteDb>
{
    public SqliteDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<SqliteDb>().UseSqlite("Data Source=design.db").Options);
}
