using Argix.Data;
using Argix.Errors;
using Argix.UnitTests.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Argix.UnitTests.Data;

public class DataTests
{
    [Fact]
    public async Task The_schema_is_ready_for_passkeys_also_without_a_container()
    {
        await using var bare = new SqliteDb(new DbContextOptionsBuilder<SqliteDb>().UseSqlite("Data Source=:memory:").Options);
        Assert.Contains("AspNetUserPasskeys", bare.Model.GetEntityTypes().Select(e => e.GetTableName()));
    }

    [Fact]
    public async Task The_directory_is_for_its_owner_only_and_the_lock_is_for_one()
    {
        await using var ground = await TestAccounts.OpenAsync();
        var directory = ground.Get<DataDirectory>();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(directory.Path));
        using (DirectoryLock.TryTake(directory))
            Assert.Null(DirectoryLock.TryTake(directory));
        using var free = DirectoryLock.TryTake(directory);
        Assert.NotNull(free);
    }

    // Found by the kill loop. PostgreSQL locks with the session, which ends with the process; SQLite has a row, and EF waits for ever on one that nobody removes.
    [Fact]
    public async Task A_start_that_was_killed_while_migrating_does_not_hang_the_next()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var ground = await TestAccounts.OpenAsync();
        await using var db = ground.Get<DbFactory>().Open();
        await db.Database.ExecuteSqlRawAsync("INSERT INTO __EFMigrationsLock (Id, Timestamp) VALUES (1, '2026-11-24')", cancel);
        await ground.Get<Database>().MigrateAsync(cancel).WaitAsync(TimeSpan.FromMinutes(1), cancel);
        Assert.Empty(await db.Database.GetPendingMigrationsAsync(cancel));
    }

    [Theory]
    [InlineData("data")]
    [InlineData("./data")]
    [InlineData("../data")]
    public void A_relative_directory_is_refused(string path) =>
        Assert.Equal("validation_failed", Assert.Throws<ArgixException>(() => DataDirectory.Resolve(With("Data:Directory", path))).Code);

    [Fact]
    public void The_default_is_in_the_data_home() => Assert.Equal(Path.Combine(DataDirectory.DataHome, "argix"), DataDirectory.Resolve(With("x", "y")).Path);

    private static IConfiguration With(string key, string value) => new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build();
}
