using System.Text;
using Argix.Connections.Vault;
using Argix.Errors;
using Microsoft.AspNetCore.DataProtection;
using Xunit;

namespace Argix.UnitTests.Connections;

/// <summary>A ciphertext opens where it was sealed and nowhere else.</summary>
public sealed class VaultTests : IDisposable
{
    private readonly Bench bench = new();
    private readonly SecretSlot slot = new(Guid.NewGuid(), Guid.NewGuid(), "secret", 1);

    public void Dispose() => bench.Dispose();

    [Fact]
    public void Value_comes_back_and_does_not_show_in_its_ciphertext()
    {
        var cipher = bench.Vault.Seal(slot, Bench.Canary);
        Assert.DoesNotContain(Bench.Canary, cipher);
        Assert.NotEqual(cipher, bench.Vault.Seal(slot, Bench.Canary));
        Assert.Equal(Bench.Canary, bench.Vault.Open(slot, cipher));
    }

    [Fact]
    public void Other_workspace_login_field_version_or_ring_cannot_open_it_and_the_error_is_the_same()
    {
        var cipher = bench.Vault.Seal(slot, Bench.Canary);
        var others = new[]
        {
            slot with { WorkspaceId = Guid.NewGuid() },
            slot with { LoginId = Guid.NewGuid() },
            slot with { WorkspaceId = slot.LoginId, LoginId = slot.WorkspaceId },
            slot with { Field = "keyId" },
            slot with { Version = 2 },
        };
        var errors = others.Select(o => Refused(bench.Vault, o, cipher)).ToList();
        var otherRing = new CredentialVault(new EphemeralDataProtectionProvider(), new(bench.Open, bench.Ring, new Seams.SystemIds(TimeProvider.System)));
        errors.Add(Refused(otherRing, slot, cipher));
        errors.Add(Refused(bench.Vault, slot, ""));
        errors.Add(Refused(bench.Vault, slot, "not base64 %%%"));
        errors.Add(Refused(bench.Vault, slot, bench.Ring.CreateProtector("Argix.Fingerprints.v1").Protect(Bench.Canary)));
        Assert.Single(errors.Distinct());
    }

    // After the mark (4 bytes) and the key's id (16) stand the key's modifier (16) and the nonce (12): together they must never come twice.
    [Fact]
    public async Task No_two_ciphertexts_share_key_and_nonce()
    {
        const int Many = 50_000;
        await using var ground = await Accounts.TestAccounts.OpenAsync();
        var protector = ground.Get<IDataProtectionProvider>().CreateProtector("nonces");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        byte[] plain = [1, 2, 3];
        for (var i = 0; i < Many; i++)
            seen.Add(Convert.ToHexString(protector.Protect(plain).AsSpan(20, 28)));
        TestContext.Current.TestOutputHelper?.WriteLine($"{Many} encryptions under one key: {Many - seen.Count} repeats");
        Assert.Equal(Many, seen.Count);
    }

    [Fact]
    public void Every_flipped_bit_is_noticed_with_the_same_error()
    {
        var cipher = System.Buffers.Text.Base64Url.DecodeFromChars(bench.Vault.Seal(slot, Bench.Canary));
        var errors = new HashSet<string>();
        for (var bit = 0; bit < cipher.Length * 8; bit++)
        {
            var changed = (byte[])cipher.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            errors.Add(Refused(bench.Vault, slot, System.Buffers.Text.Base64Url.EncodeToString(changed)));
        }
        Assert.Single(errors);
    }

    [Theory]
    [InlineData("12345678901", "")]
    [InlineData("123456789012", "9012")]
    [InlineData("", "")]
    public void Last_four_only_of_values_that_stay_secret(string value, string lastFour) => Assert.Equal(lastFour, CredentialVault.LastFour(value));

    [Fact]
    public void Fingerprint_is_stable_across_restarts_and_keyed_per_instance_and_workspace()
    {
        var first = bench.Vault.Fingerprint(slot.WorkspaceId, "value");
        var restarted = new CredentialVault(bench.Ring, new(bench.Open, bench.Ring, new Seams.SystemIds(TimeProvider.System)));
        Assert.Equal(first, restarted.Fingerprint(slot.WorkspaceId, "value"));
        Assert.NotEqual(first, restarted.Fingerprint(slot.WorkspaceId, "valuf"));
        Assert.NotEqual(first, restarted.Fingerprint(Guid.NewGuid(), "value"));
        using var other = new Bench();
        Assert.NotEqual(first, other.Vault.Fingerprint(slot.WorkspaceId, "value"));
        using var db = bench.Open();
        var stored = Assert.Single(db.Settings, s => s.Name == "credential_fingerprint_key").Value;
        var key = bench.Ring.CreateProtector("Argix.Fingerprints.v1").Unprotect(stored);
        Assert.DoesNotContain(key, Encoding.UTF8.GetString(bench.FileBytes()));
    }

    private static string Refused(CredentialVault vault, SecretSlot slot, string cipher)
    {
        var e = Assert.Throws<ArgixException>(() => vault.Open(slot, cipher));
        Assert.Null(e.InnerException);
        return e.Code + e.Message;
    }
}
