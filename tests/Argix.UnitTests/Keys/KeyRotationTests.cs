using System.Security.Cryptography;
using Argix.Connections.Vault;
using Argix.Data;
using Argix.Errors;
using Argix.Keys;
using Argix.Seams;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Argix.UnitTests.Keys;

/// <summary>New keys while people and strategies go on; a change that is cut off is finished by the next start; whatever is not what was stored is refused.</summary>
public sealed class KeyRotationTests(ITestOutputHelper output) : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("argix-rotation-").FullName;
    private readonly Guid workspace = Guid.NewGuid();
    private CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public async Task New_keys_under_load_fail_nobody_and_leave_nothing_on_the_old_ones()
    {
        await using var house = await OpenAsync();
        var logins = await StoreAsync(house, 30);
        var secrets = house.GetRequiredService<SecretStore>();
        using var stop = new CancellationTokenSource();
        var (reads, failures) = (0, 0);
        var load = Enumerable.Range(0, 4).Select(n => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var login = logins[(n + reads) % logins.Count];
                failures += await secrets.ReadAsync(workspace, login, "secret", CancellationToken.None) == "value of " + login ? 0 : 1;
                Interlocked.Increment(ref reads);
            }
        }, Ct)).ToList();
        var rotation = house.GetRequiredService<KeyRotation>();
        var before = house.GetRequiredService<MasterKey>().Id;
        var old = await rotation.MasterAsync(Ct);
        var ring = await rotation.RingAsync(Ct);
        await stop.CancelAsync();
        await Task.WhenAll(load);
        Assert.Equal(0, failures);
        Assert.True(reads > 0);
        Assert.Equal(31, ring.Resealed); // thirty secrets and the key of their fingerprints
        await using (var db = house.GetRequiredService<DbFactory>().Open())
        {
            Assert.All(db.Secrets.ToList(), s => Assert.Equal(ring.RingKey, SealedText.KeyOf(s.Ciphertext)));
            Assert.All(db.Keys.ToList(), k => Assert.DoesNotContain(before, k.Xml, StringComparison.Ordinal));
        }
        output.WriteLine($"{reads} reads during the change, {failures} failures; {ring.Resealed} things sealed anew");
        Assert.True(File.Exists(old));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyPath));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(old));
        }

        // After a restart the new key opens everything, and the old one nothing.
        await using (var again = await OpenAsync())
        {
            again.GetRequiredService<KeyRing>().Open();
            foreach (var login in logins)
            {
                Assert.Equal("value of " + login, await again.GetRequiredService<SecretStore>().ReadAsync(workspace, login, "secret", Ct));
            }
        }
        File.Copy(old, KeyPath, overwrite: true);
        await using var wrong = await OpenAsync();
        Assert.Equal("master_key_missing", Assert.Throws<ArgixException>(() => wrong.GetRequiredService<KeyRing>().Open()).Code);
    }

    [Fact]
    public async Task A_change_of_the_master_key_that_was_cut_off_is_finished_or_dropped_by_the_next_start()
    {
        List<Guid> logins;
        string old;
        await using (var house = await OpenAsync())
        {
            logins = await StoreAsync(house, 1);
            old = await house.GetRequiredService<KeyRotation>().MasterAsync(Ct);
        }
        // Killed after the ring was wrapped anew, before the file was put in place.
        File.Move(KeyPath, KeyPath + ".next");
        File.Move(old, KeyPath);
        await using (var again = await OpenAsync())
        {
            again.GetRequiredService<KeyRing>().Open();
            Assert.Equal("value of " + logins[0], await again.GetRequiredService<SecretStore>().ReadAsync(workspace, logins[0], "secret", Ct));
            Assert.False(File.Exists(KeyPath + ".next"));
        }
        // Killed before anything was wrapped with the new one.
        await File.WriteAllTextAsync(KeyPath + ".next", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), Ct);
        await using (var again = await OpenAsync())
        {
            again.GetRequiredService<KeyRing>().Open();
            Assert.Equal("value of " + logins[0], await again.GetRequiredService<SecretStore>().ReadAsync(workspace, logins[0], "secret", Ct));
            Assert.False(File.Exists(KeyPath + ".next"));
        }
    }

    [Fact]
    public async Task Every_flipped_byte_of_a_stored_secret_and_every_row_in_another_place_is_refused()
    {
        await using var house = await OpenAsync();
        var logins = await StoreAsync(house, 2);
        var (secrets, contexts) = (house.GetRequiredService<SecretStore>(), house.GetRequiredService<DbFactory>());
        SecretRow row;
        await using (var db = contexts.Open())
        {
            row = db.Secrets.Single(s => s.LoginId == logins[0]);
        }
        var (good, tries, opened) = (row.Ciphertext, 0, 0);
        var bytes = System.Buffers.Text.Base64Url.DecodeFromChars(good);
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = (byte[])bytes.Clone();
            changed[i] ^= 0xFF;
            await PutAsync(logins[0], System.Buffers.Text.Base64Url.EncodeToString(changed));
            opened += await RefusedAsync(workspace, logins[0]) ? 0 : 1;
            tries++;
        }
        // Another login's row, one's own of an older set of credentials, cut, doubled, empty, and the row moved to another workspace and field.
        string other;
        await using (var db = contexts.Open())
        {
            other = db.Secrets.Single(s => s.LoginId == logins[1]).Ciphertext;
        }
        foreach (var text in (string[])[other, good[..^1], good[4..], good + good, "", "value of " + logins[0]])
        {
            await PutAsync(logins[0], text);
            opened += await RefusedAsync(workspace, logins[0]) ? 0 : 1;
            tries++;
        }
        await PutAsync(logins[0], good);
        await using (var db = contexts.Open())
        {
            var (foreign, thief) = (Guid.NewGuid(), Guid.NewGuid());
            db.Logins.Add(new LoginRow { WorkspaceId = foreign, Id = thief, BrokerId = "b", EnvironmentId = "e", MethodId = "m", Subject = "s", SecretVersion = 1, CreatedAt = DateTimeOffset.UnixEpoch });
            db.Secrets.Add(new SecretRow { WorkspaceId = foreign, LoginId = thief, Field = "secret", Version = 1, Ciphertext = good, LastFour = "", Fingerprint = "", AddedAt = DateTimeOffset.UnixEpoch });
            db.Secrets.Add(new SecretRow { WorkspaceId = workspace, LoginId = logins[0], Field = "note", Version = 1, Ciphertext = good, LastFour = "", Fingerprint = "", AddedAt = DateTimeOffset.UnixEpoch });
            db.Logins.Single(l => l.Id == logins[1]).SecretVersion = 2;
            await db.SaveChangesAsync(Ct);
            opened += await RefusedAsync(foreign, thief) ? 0 : 1;
            opened += await RefusedAsync(workspace, logins[0], "note") ? 0 : 1;
            opened += await RefusedAsync(workspace, logins[1]) ? 0 : 1; // an old row put back
            tries += 3;
        }
        Assert.Equal("value of " + logins[0], await secrets.ReadAsync(workspace, logins[0], "secret", Ct));
        output.WriteLine($"changed and moved secrets: {tries} attacks, {opened} successes");
        Assert.Equal(0, opened);

        async Task PutAsync(Guid login, string text)
        {
            await using var db = contexts.Open();
            db.Secrets.Single(s => s.LoginId == login && s.Field == "secret").Ciphertext = text;
            await db.SaveChangesAsync(Ct);
        }

        async Task<bool> RefusedAsync(Guid inWorkspace, Guid login, string field = "secret")
        {
            try
            {
                await secrets.ReadAsync(inWorkspace, login, field, Ct);
                return false;
            }
            catch (ArgixException e)
            {
                return e.Code == "reauth_required" && e.InnerException is null;
            }
        }
    }

    private string KeyPath => Path.Combine(root, "keys", "master.key");

    private async Task<List<Guid>> StoreAsync(ServiceProvider house, int count)
    {
        var secrets = house.GetRequiredService<SecretStore>();
        await using var db = house.GetRequiredService<DbFactory>().Open();
        var logins = Enumerable.Range(0, count).Select(_ => new LoginRow { WorkspaceId = workspace, Id = Guid.NewGuid(), BrokerId = "b", EnvironmentId = "e", MethodId = "m", Subject = "s", SecretVersion = 1, CreatedAt = DateTimeOffset.UnixEpoch }).ToList();
        db.Logins.AddRange(logins);
        db.Secrets.AddRange(logins.SelectMany(l => secrets.Seal(l, new Dictionary<string, string> { ["secret"] = "value of " + l.Id })));
        await db.SaveChangesAsync(Ct);
        return [.. logins.Select(l => l.Id)];
    }

    private async Task<ServiceProvider> OpenAsync()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Data:Directory"] = Path.Combine(root, "data"), ["Keys:MasterKeyFile"] = KeyPath }).Build();
        var services = new ServiceCollection().AddLogging();
        services.AddData(settings);
        services.AddKeys(settings, new Development());
        services.AddSingleton(TimeProvider.System).AddSingleton<IIdSource>(new SystemIds(TimeProvider.System));
        services.AddSingleton<OpenDb>(s => s.GetRequiredService<DbFactory>().Open);
        services.AddSingleton<FingerprintKey>().AddSingleton<CredentialVault>();
        services.AddSingleton(s => new SecretStore(s.GetRequiredService<OpenDb>(), s.GetRequiredService<CredentialVault>(), TimeProvider.System, NullLogger<SecretStore>.Instance));
        services.AddSingleton<IReseal>(s => s.GetRequiredService<SecretStore>()).AddSingleton<IReseal>(s => s.GetRequiredService<FingerprintKey>());
        var house = services.BuildServiceProvider();
        await house.GetRequiredService<Database>().MigrateAsync(Ct);
        return house;
    }

    private sealed class Development : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "Development";
        public string ApplicationName { get; set; } = "Argix.Host";
        public string ContentRootPath { get; set; } = "";
        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
