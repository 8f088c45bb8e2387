using System.Security.Cryptography;
using Argix.Data;
using Argix.Errors;
using Argix.Keys;
using Argix.UnitTests.Accounts;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Argix.UnitTests.Keys;

public class MasterKeyTests
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    [Fact]
    public void What_is_wrapped_comes_back_and_any_flipped_bit_is_noticed()
    {
        using var key = new MasterKey(Bytes);
        var wrapped = key.Wrap("secret"u8, "here"u8);
        Assert.Equal("secret"u8, key.Unwrap(wrapped, "here"u8));
        for (var bit = 0; bit < wrapped.Length * 8; bit++)
        {
            var flipped = wrapped.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.ThrowsAny<CryptographicException>(() => key.Unwrap(flipped, "here"u8));
        }
    }

    [Fact]
    public void Another_key_another_place_or_a_short_text_opens_nothing()
    {
        using var key = new MasterKey(Bytes);
        using var other = new MasterKey(new byte[32]);
        var wrapped = key.Wrap("secret"u8, "here"u8);
        Assert.ThrowsAny<CryptographicException>(() => other.Unwrap(wrapped, "here"u8));
        Assert.ThrowsAny<CryptographicException>(() => key.Unwrap(wrapped, "there"u8));
        Assert.ThrowsAny<CryptographicException>(() => key.Unwrap(wrapped.AsSpan(0, 20), "here"u8));
        Assert.NotEqual(key.Id, other.Id);
        Assert.NotEqual(wrapped, key.Wrap("secret"u8, "here"u8));
    }

    [Theory]
    [InlineData("raw")]
    [InlineData("base64")]
    [InlineData("hex")]
    public async Task The_file_may_hold_the_key_raw_or_as_text(string form)
    {
        await using var ground = await TestAccounts.OpenAsync();
        var path = Path.Combine(ground.Root, "given.key");
        await File.WriteAllBytesAsync(path, form switch
        {
            "raw" => Bytes,
            "hex" => System.Text.Encoding.ASCII.GetBytes(Convert.ToHexString(Bytes) + "\n"),
            _ => System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(Bytes) + "\n"),
        });
        using var opened = new MasterKeyFile(path, mayCreate: false, ground.Get<DataStore>()).Open();
        Assert.Equal(new MasterKey(Bytes).Id, opened.Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("too short")]
    [InlineData("AAECAwQFBgcICQoLDA0ODw==")]
    public async Task A_file_without_a_key_is_refused(string text)
    {
        await using var ground = await TestAccounts.OpenAsync();
        var path = Path.Combine(ground.Root, "given.key");
        await File.WriteAllTextAsync(path, text);
        Assert.Equal("master_key_missing", Assert.Throws<ArgixException>(() => new MasterKeyFile(path, true, ground.Get<DataStore>()).Open()).Code);
        Assert.Equal(text, await File.ReadAllTextAsync(path));
    }

    [Theory]
    [InlineData("data/master.key", false)]
    [InlineData("link/master.key", true)]
    public async Task A_key_inside_the_data_directory_is_refused_also_through_a_link(string place, bool link)
    {
        await using var ground = await TestAccounts.OpenAsync();
        if (link)
            Directory.CreateSymbolicLink(Path.Combine(ground.Root, "link"), Path.Combine(ground.Root, "data"));
        var path = Path.Combine(ground.Root, place);
        Assert.Equal("validation_failed", Assert.Throws<ArgixException>(() => new MasterKeyFile(path, true, ground.Get<DataStore>()).Open()).Code);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task The_ring_uses_AES_256_GCM_stands_wrapped_in_the_database_and_is_read_again_after_a_restart()
    {
        await using var ground = await TestAccounts.OpenAsync();
        ground.Get<KeyRing>().Open();
        var cipher = ground.Get<IDataProtectionProvider>().CreateProtector("a", "b").Protect("canary");
        await using (var db = ground.Get<DbFactory>().Open())
        {
            var xml = (await db.Keys.SingleAsync()).Xml;
            Assert.Contains("wrappedKey", xml);
            Assert.DoesNotContain("<masterKey ", xml);
            Assert.DoesNotContain("AES_256_CBC", xml);
        }
        await using var again = await TestAccounts.OpenAsync(ground.Root);
        again.Get<KeyRing>().Open();
        Assert.Equal("canary", again.Get<IDataProtectionProvider>().CreateProtector("a", "b").Unprotect(cipher));
        Assert.ThrowsAny<CryptographicException>(() => again.Get<IDataProtectionProvider>().CreateProtector("a", "c").Unprotect(cipher));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_ring_without_its_key_or_with_another_one_is_refused(bool another)
    {
        await using var ground = await TestAccounts.OpenAsync();
        ground.Get<KeyRing>().Open();
        var path = Path.Combine(ground.Root, "master.key");
        File.Delete(path);
        if (another)
            await File.WriteAllBytesAsync(path, Bytes);
        await using var again = await TestAccounts.OpenAsync(ground.Root);
        Assert.Equal("master_key_missing", Assert.Throws<ArgixException>(() => again.Get<KeyRing>().Open()).Code);
        Assert.Equal(another, File.Exists(path));
    }
}
