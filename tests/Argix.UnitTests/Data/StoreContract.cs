using Argix.Accounts;
using Argix.Data;
using Argix.Errors;
using Argix.UnitTests.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Argix.UnitTests.Data;

/// <summary>What the database of users, connections and settings is held to, whoever keeps it.</summary>
public abstract class StoreContract : IAsyncLifetime
{
    private static readonly DateTimeOffset Instant = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.FromHours(2)).AddTicks(1_234_567);

    internal TestAccounts Ground { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync() => Ground = await OpenAsync(null);

    public virtual async ValueTask DisposeAsync()
    {
        if (Ground is not null) // null when the test was skipped
            await Ground.DisposeAsync();
    }

    /// <summary>The rooms on this database; on the same one every time.</summary>
    private protected abstract Task<TestAccounts> OpenAsync(string? root);

    [Fact]
    public async Task The_migrations_make_exactly_the_model_and_are_made_once()
    {
        await Ground.Get<Database>().MigrateAsync();
        await using var db = Ground.Get<DbFactory>().Open();
        Assert.False(db.Database.HasPendingModelChanges());
        Assert.Empty(await db.Database.GetPendingMigrationsAsync());
        Assert.NotEmpty(await db.Database.GetAppliedMigrationsAsync());
    }

    [Fact]
    public async Task The_instance_keeps_its_id()
    {
        await using var again = await OpenAsync(Ground.Root);
        Assert.Equal(Ground.Get<Database>().InstanceId, again.Get<Database>().InstanceId);
        Assert.Matches("^[0-9a-f]{8}$", again.Get<Database>().InstanceId);
    }

    [Fact]
    public async Task A_row_of_every_kind_comes_back_as_it_was_to_the_last_tick()
    {
        var kept = new List<(Type Kind, object?[] Key, Dictionary<string, object?> Values)>();
        await using (var db = Ground.Get<DbFactory>().Open())
        {
            var rows = Rows(db);
            Assert.Contains(rows, r => r.Metadata.ClrType == typeof(ConnectionRow));
            await db.SaveChangesAsync();
            foreach (var row in rows)
                kept.Add((row.Metadata.ClrType, [.. row.Metadata.FindPrimaryKey()!.Properties.Select(k => row.Property(k).CurrentValue)], row.Properties.ToDictionary(p => p.Metadata.Name, p => p.CurrentValue)));
        }
        await using var fresh = Ground.Get<DbFactory>().Open();
        foreach (var (kind, key, values) in kept)
        {
            var found = fresh.Entry(await fresh.FindAsync(kind, key) ?? throw new InvalidOperationException(kind.Name + " is gone"));
            Assert.All(values, v => Assert.Equal(v.Value, found.Property(v.Key).CurrentValue));
        }
        Assert.Equal("ignored", (await fresh.Set<IdentityUserPasskey<string>>().SingleAsync(TestContext.Current.CancellationToken)).Data.Name);
    }

    [Fact]
    public async Task Times_are_compared_and_sorted_as_times()
    {
        var (user, ids) = (await Ground.AddUserAsync(), new List<Guid>());
        foreach (var ticks in new[] { 2, 0, 1 })
        {
            Ground.Clock.Now = Instant.AddTicks(ticks);
            ids.Add((await Ground.Get<ApiTokens>().CreateAsync(user.WorkspaceId, user.UserId, $"t{ticks}", ["read"])).Id);
        }
        Assert.Equal(["t2", "t1", "t0"], (await Ground.Get<ApiTokens>().ListAsync(user.WorkspaceId)).Select(t => t.Name));
        await using var db = Ground.Get<DbFactory>().Open();
        Assert.Equal([ids[0]], await db.ApiTokens.Where(t => t.CreatedAt > Instant.AddTicks(1)).Select(t => t.Id).ToListAsync());
    }

    [Fact]
    public async Task Of_many_who_claim_the_instance_one_wins()
    {
        var token = await Ground.InScopeAsync<SetupService, string?>(s => s.NewTokenAsync());
        var claims = await Task.WhenAll(Enumerable.Range(0, 4).Select(n => Task.Run(() => Ground.InScopeAsync<SetupService, string>(async s =>
        {
            try
            {
                return (await s.ClaimAsync(token, $"u{n}@argix.example", "three little words", "main")).Role;
            }
            catch (ArgixException e)
            {
                return e.Code;
            }
        }))));
        Assert.Equal(["admin", "forbidden", "forbidden", "forbidden"], claims.Order());
        await using var db = Ground.Get<DbFactory>().Open();
        Assert.Equal((1, 1, 1), (await db.Users.CountAsync(), await db.Workspaces.CountAsync(), await db.Members.CountAsync()));
    }

    [Fact]
    public async Task An_address_is_one_user_however_it_is_written_and_a_workspaces_name_is_exact()
    {
        await Ground.AddUserAsync("Ann@Argix.example");
        await Ground.AddUserAsync("ann@argix.EXAMPLE", workspace: "Main");
        await using var db = Ground.Get<DbFactory>().Open();
        Assert.Equal((1, 2), (await db.Users.CountAsync(), await db.Workspaces.CountAsync()));
        Assert.Equal("validation_failed", (await Assert.ThrowsAsync<ArgixException>(() => Ground.AddUserAsync("ANN@argix.example"))).Code);
    }

    [Fact]
    public async Task A_session_and_a_token_live_and_end()
    {
        var user = await Ground.AddUserAsync();
        var principal = await Ground.Get<SessionStore>().StartAsync(user.UserId, user.WorkspaceId, "browser");
        Assert.NotNull(await Ground.Get<SessionStore>().ContinueAsync(principal));
        await Ground.Get<SessionStore>().EndAllAsync(user.UserId);
        Assert.Null(await Ground.Get<SessionStore>().ContinueAsync(principal));
        var token = await Ground.Get<ApiTokens>().CreateAsync(user.WorkspaceId, user.UserId, "t", ["trade"]);
        Assert.Equal(["trade"], (await Ground.Get<ApiTokens>().FindAsync(token.Token))!.Scopes);
        await Ground.Get<ApiTokens>().RevokeAsync(user.WorkspaceId, token.Id);
        Assert.Null(await Ground.Get<ApiTokens>().FindAsync(token.Token));
    }

    [Fact]
    public async Task The_key_ring_is_counted_before_anything_is_opened()
    {
        Assert.Equal(0, Database.CountKeys(Ground.Get<DataStore>()));
        Ground.Get<Argix.Keys.KeyRing>().Open();
        Assert.Equal(1, Database.CountKeys(Ground.Get<DataStore>()));
        File.Delete(Path.Combine(Ground.Root, "master.key"));
        await using var again = await OpenAsync(Ground.Root);
        Assert.Equal("master_key_missing", Assert.Throws<ArgixException>(() => again.Get<Argix.Keys.MasterKey>()).Code);
    }

    // Each property gets a telling value of its type; what points to another row points to the one made here.
    private static List<Microsoft.EntityFrameworkCore.ChangeTracking.EntityEntry> Rows(ArgixDb db)
    {
        var kinds = db.Model.GetEntityTypes().Where(t => !t.IsOwned()).ToList();
        var rows = kinds.ToDictionary(t => t, t => Activator.CreateInstance(t.ClrType)!);
        foreach (var (kind, row) in rows)
        {
            foreach (var p in kind.GetProperties().Where(p => !p.IsForeignKey() && p.PropertyInfo is not null && p.ValueGenerated == ValueGenerated.Never))
                p.PropertyInfo!.SetValue(row, Value(p));
            if (row is IdentityUserPasskey<string> passkey)
                passkey.Data = new() { PublicKey = [1], Name = "ignored", CreatedAt = Instant, SignCount = uint.MaxValue, AttestationObject = [2], ClientDataJson = [3], Transports = ["usb"] };
        }
        foreach (var (kind, row) in rows)
        {
            foreach (var foreign in kind.GetForeignKeys().Where(f => !f.IsOwnership))
                foreign.Properties[0].PropertyInfo!.SetValue(row, foreign.PrincipalKey.Properties[0].PropertyInfo!.GetValue(rows[foreign.PrincipalEntityType]));
        }
        db.AddRange(rows.Values);
        return [.. rows.Values.Select(r => db.Entry(r))];
    }

    private static object Value(IProperty property) => (Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType) switch
    {
        var t when t == typeof(string) => $"{property.Name} ‹'\"\\%_› Ünïcode 価格 🙂\n",
        var t when t == typeof(Guid) => Guid.NewGuid(),
        var t when t == typeof(DateTimeOffset) => Instant,
        var t when t == typeof(bool) => true,
        var t when t == typeof(int) => int.MaxValue,
        var t when t == typeof(long) => long.MaxValue,
        var t when t == typeof(byte[]) => new byte[] { 0, 1, 255 },
        var t when t.IsEnum => Enum.GetValues(t).GetValue(Enum.GetValues(t).Length - 1)!,
        var t => throw new NotSupportedException($"{property.Name} is a {t}: give it a value here"),
    };
}

public sealed class SqliteStoreTests : StoreContract
{
    private protected override Task<TestAccounts> OpenAsync(string? root) => TestAccounts.OpenAsync(root);
}
