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
    public async Task The_migrations_make_exactly_the_model()
    {
        await using var ground = await TestAccounts.OpenAsync();
        await using var db = ground.Get<DbFactory>().Open();
        Assert.False(db.Database.HasPendingModelChanges());
        Assert.Empty(await db.Database.GetPendingMigrationsAsync());
    }

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

    [Fact]
    public async Task The_instance_keeps_its_id()
    {
        await using var ground = await TestAccounts.OpenAsync();
        await using var again = await TestAccounts.OpenAsync(ground.Root);
        Assert.Equal(ground.Get<Database>().InstanceId, again.Get<Database>().InstanceId);
        Assert.Matches("^[0-9a-f]{8}$", again.Get<Database>().InstanceId);
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
