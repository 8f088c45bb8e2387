using Argix.Data;
using Argix.Errors;
using Argix.Testing;
using Argix.UnitTests.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace Argix.UnitTests.Data;

public sealed class PostgresStoreTests : StoreContract
{
    private PostgresDatabase _database = null!;

    public override async ValueTask InitializeAsync()
    {
        _database = await PostgresServer.NewDatabaseAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    private protected override Task<TestAccounts> OpenAsync(string? root) => TestAccounts.OpenAsync(root, postgres: _database.ConnectionString);

    [Fact]
    public void Its_tables_stand_in_a_schema_of_their_own_and_no_database_file_is_made()
    {
        Assert.Equal(0L, _database.Run("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"));
        Assert.True((long)_database.Run("SELECT count(*) FROM pg_tables WHERE schemaname = 'argix'")! > 15);
        Assert.False(File.Exists(Ground.Get<DataDirectory>().Database));
    }

    [Fact]
    public async Task A_name_with_a_NUL_is_kept_as_far_as_it_can_be()
    {
        await using (var db = Ground.Get<DbFactory>().Open())
        {
            db.Settings.Add(new SettingRow { Name = "name", Value = "a\0b" });
            await db.SaveChangesAsync();
        }
        await using var fresh = Ground.Get<DbFactory>().Open();
        Assert.Equal("a\uFFFDb", (await fresh.Settings.SingleAsync(s => s.Name == "name")).Value);
    }

    /// <summary>A desk never goes back below the last outbox row it took, so a smaller id must not appear after a greater one.</summary>
    [Fact]
    public async Task Outbox_rows_get_their_ids_in_the_order_in_which_they_become_visible()
    {
        await using var slow = Ground.Get<DbFactory>().Open();
        await using var transaction = await slow.Database.BeginTransactionAsync();
        var first = Add(slow);
        await slow.SaveChangesAsync();
        await using var quick = Ground.Get<DbFactory>().Open();
        var second = Add(quick);
        var saved = quick.SaveChangesAsync();
        while (!saved.IsCompleted && _database.Run("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())") is null)
            await Task.Yield();
        await using (var looking = Ground.Get<DbFactory>().Open())
            Assert.Empty(await looking.Outbox.ToListAsync());
        await transaction.CommitAsync();
        await saved;
        Assert.True(first.Id < second.Id);
    }

    private static OutboxRow Add(ArgixDb db)
    {
        var row = new OutboxRow { WorkspaceId = Guid.NewGuid(), Kind = "note", Actor = "system", Data = "{}" };
        db.Outbox.Add(row);
        return row;
    }

    [Fact]
    public void One_owner_at_a_time()
    {
        var address = PostgresAddress.Parse(_database.ConnectionString);
        using var first = new OwnerSession(address);
        using var second = new OwnerSession(address);
        first.Take();
        first.Take();
        Assert.Equal("data_directory_in_use", Assert.Throws<ArgixException>(second.Take).Code);
        first.Dispose();
        second.Take();
    }

    [Theory]
    [InlineData("SQL_ASCII", "", "encoding")]
    [InlineData("UTF8", "ALTER DATABASE other SET default_transaction_read_only = on", "only be read")]
    public void A_database_that_cannot_hold_what_comes_is_refused_at_once(string encoding, string then, string why)
    {
        _database.Run($"CREATE DATABASE other TEMPLATE template0 ENCODING '{encoding}'");
        try
        {
            if (then.Length > 0)
                _database.Run(then);
            using var owner = new OwnerSession(PostgresAddress.Parse(_database.ConnectionString + ";Database=other"));
            var error = Assert.Throws<ArgixException>(owner.Take);
            Assert.Equal("validation_failed", error.Code);
            Assert.Contains(why, error.Message, StringComparison.Ordinal);
        }
        finally
        {
            _database.Run("DROP DATABASE other WITH (FORCE)");
        }
    }

    [Fact]
    public async Task A_user_who_may_not_make_tables_is_told_so()
    {
        _database.Run("DROP SCHEMA argix CASCADE");
        _database.Run("DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'guest') THEN CREATE ROLE guest LOGIN; END IF; END $$");
        await using var other = await TestAccounts.OpenAsync(postgres: _database.ConnectionString + ";Username=guest", migrate: false);
        var error = await Assert.ThrowsAsync<ArgixException>(() => other.Get<Database>().MigrateAsync());
        Assert.Equal("validation_failed", error.Code);
        Assert.Contains("permission denied", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Destroyed_credentials_leave_the_tables_file()
    {
        const string File = "SELECT pg_relation_filepath('argix.\"Secrets\"')";
        var before = _database.Run(File);
        var log = new Connections.LogLines<Argix.Connections.Vault.SecretStore>();
        var secrets = new Argix.Connections.Vault.SecretStore(Ground.Get<DbFactory>().Open, null!, TimeProvider.System, log);
        await secrets.ScrubFileAsync(TestContext.Current.CancellationToken);
        Assert.NotEqual(before, _database.Run(File));
        Assert.Empty(log.All.Lines);
    }

    [Fact]
    public void A_database_that_is_not_there_is_named_and_the_password_is_not()
    {
        using var owner = new OwnerSession(PostgresAddress.Parse(_database.ConnectionString.Replace("Database=", "Password=hunter2;Database=no_", StringComparison.Ordinal)));
        var error = Assert.Throws<ArgixException>(owner.Take);
        Assert.Equal("validation_failed", error.Code);
        Assert.Contains("PostgreSQL database no_", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }
}

public class DataStoreTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Host=localhost")]
    [InlineData("Host=localhost;Database=argix;Passwort=hunter2")]
    [InlineData("Host=localhost;Database=argix;Password=hunter2;Port=many")]
    [InlineData("hunter2")]
    public void A_connection_string_that_does_not_work_is_refused_without_quoting_it(string? text)
    {
        var error = Assert.Throws<ArgixException>(() => Resolve("Postgres", text));
        Assert.Equal("validation_failed", error.Code);
        Assert.Contains("ConnectionStrings:Argix", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_provider_is_SQLite_unless_PostgreSQL_is_asked_for()
    {
        Assert.Null(Resolve(null, "Host=localhost;Database=argix").Postgres);
        Assert.Null(Resolve("sqlite", null).Postgres);
        Assert.Equal("PostgreSQL database argix on db.example:5433", Resolve("postgres", "Host=db.example;Port=5433;Database=argix;Password=hunter2").ToString());
        Assert.Equal("validation_failed", Assert.Throws<ArgixException>(() => Resolve("Oracle", "x")).Code);
    }

    private static DataStore Resolve(string? provider, string? connectionString) => DataStore.Resolve(new ConfigurationBuilder()
        .AddInMemoryCollection([new("Data:Provider", provider), new("ConnectionStrings:Argix", connectionString), new("Data:Directory", "/srv/argix")]).Build());
}
