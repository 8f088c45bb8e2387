using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Argix.Errors;
using Argix.Plugins;
using Xunit;

namespace Argix.PluginTests.Loader;

/// <summary>Packages: what is unpacked, what is refused, and whose signature counts. The bytes that were verified are the bytes that run.</summary>
public sealed class PackageTests
{
    private const string Publisher = "Fixture Works";

    [Fact]
    public async Task A_signed_package_is_taken_in_where_unsigned_code_is_not_and_runs_from_the_store()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var lab = await Strict(key).StartAsync();
        Drop(lab, Packed(lab, key));
        var row = await lab.RowAsync("packed", r => r.State == PluginState.Staged);
        Assert.Equal(("signed", "1.0.0"), (row.Trust, row.Version));
        Assert.StartsWith(lab.Store, row.Path);
        Assert.Empty(Directory.EnumerateFileSystemEntries(lab.Inbox));
        await using var lease = await lab.Host.OpenAsync("packed", new StubPort(), default);
        Assert.Equal("1.0.0", lease.Version);
    }

    [Theory]
    [InlineData("Fixture.Good.dll", "modified")]
    [InlineData("plugin.json", "modified")]
    [InlineData("extra.txt", "modified")]
    [InlineData(PluginSignature.SumsFile, "modified")]
    [InlineData(PluginSignature.SignatureFile, "invalid")]
    public async Task One_changed_byte_is_refused_before_anything_is_loaded_whatever_is_allowed(string file, string trust)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var lab = Strict(key);
        lab.Rules = lab.Rules with { AllowUnsigned = true };
        await lab.StartAsync();
        Drop(lab, Packed(lab, key, folder => Flip(Path.Combine(folder, file))));
        var row = await lab.RowAsync("packed", r => r.State == PluginState.Untrusted);
        Assert.Equal(trust, row.Trust);
        Assert.NotEmpty(row.Reason!);
        Assert.Equal("plugin_untrusted", lab.Catalogue.Find("packed")?.BlockedCode ?? "plugin_untrusted");
        await Assert.ThrowsAsync<ArgixException>(() => lab.Host.OpenAsync("packed", new StubPort(), default));
    }

    [Fact]
    public async Task A_stranger_s_signature_is_no_signature_and_a_stranger_s_key_under_a_known_name_is_wrong()
    {
        using var known = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var lab = await Strict(known).StartAsync();
        Drop(lab, Packed(lab, stranger));
        Assert.Equal("invalid", (await lab.RowAsync("packed", r => r.State == PluginState.Untrusted)).Trust);
        Drop(lab, Packed(lab, stranger, publisher: "Somebody", id: "another"), "another");
        var row = await lab.RowAsync("another", r => r.State == PluginState.Untrusted);
        Assert.Equal("unsigned", row.Trust);
        Assert.Contains("Plugins:Publishers:Somebody", row.Reason);
    }

    [Theory]
    [InlineData("../escaped.txt")]
    [InlineData("/escaped.txt")]
    [InlineData("a/../../escaped.txt")]
    [InlineData("C:escaped.txt")]
    [InlineData("a\\..\\escaped.txt")]
    [InlineData("a//b.txt")]
    public async Task A_name_that_leads_outside_is_refused_and_nothing_is_written(string name)
    {
        await using var lab = await new PluginLab().StartAsync();
        Drop(lab, Zip(lab, z => Add(z, name, "out")));
        var row = await lab.RowAsync("drop.argixplugin", r => r.State == PluginState.Incompatible);
        Assert.Contains("outside", row.Reason);
        Assert.Empty(Directory.EnumerateFiles(lab.Root, "escaped.txt", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Links_twins_too_many_files_and_half_a_package_are_refused()
    {
        await using var lab = await new PluginLab().StartAsync();
        Drop(lab, Zip(lab, z => Add(z, "link", "/etc/passwd").ExternalAttributes = unchecked((int)0xA1FF0000)), "link");
        Drop(lab, Zip(lab, z => { Add(z, "a.txt", "1"); Add(z, "A.TXT", "2"); }), "twins");
        Drop(lab, Zip(lab, z => { for (var i = 0; i < 501; i++) Add(z, $"{i}.txt", ""); }), "many");
        var whole = File.ReadAllBytes(Zip(lab, z => Add(z, "plugin.json", PluginLab.Manifest("half", "1.0.0", null))));
        Directory.CreateDirectory(lab.Inbox);
        File.WriteAllBytes(Path.Combine(lab.Inbox, "half.argixplugin"), whole[..(whole.Length / 2)]);
        Assert.Contains("is a link or a device", (await lab.RowAsync("link.argixplugin", r => r.Reason is not null)).Reason);
        Assert.Contains("twice", (await lab.RowAsync("twins.argixplugin", r => r.Reason is not null)).Reason);
        Assert.Contains("more than 500 files", (await lab.RowAsync("many.argixplugin", r => r.Reason is not null)).Reason);
        Assert.Contains("not a whole package", (await lab.RowAsync("half.argixplugin", r => r.Reason is not null)).Reason);
    }

    [Fact]
    public void A_bomb_is_stopped_by_the_bytes_that_come_not_by_what_its_header_says()
    {
        var folder = Directory.CreateTempSubdirectory("argix-bomb-").FullName;
        var bomb = Path.Combine(folder, "bomb.argixplugin");
        using (var zip = ZipFile.Open(bomb, ZipArchiveMode.Create))
        {
            using var content = zip.CreateEntry("zeros.bin", CompressionLevel.Fastest).Open();
            var zeros = new byte[1024 * 1024];
            for (var i = 0; i < 201; i++)
                content.Write(zeros);
        }
        var refusal = Assert.Throws<PluginRefusal>(() => PluginArchive.Unpack(bomb, Directory.CreateDirectory(Path.Combine(folder, "out")).FullName));
        Assert.Contains("more than 200 MiB", refusal.Message);
        Directory.Delete(folder, recursive: true);
    }

    private static PluginLab Strict(ECDsa key)
    {
        var lab = new PluginLab();
        lab.Rules = lab.Rules with { AllowUnsigned = false, Publishers = new Dictionary<string, string> { [Publisher] = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()) } };
        return lab;
    }

    private static string Packed(PluginLab lab, ECDsa key, Action<string>? after = null, string publisher = Publisher, string id = "packed")
    {
        var folder = lab.Make(id);
        foreach (var symbols in Directory.EnumerateFiles(folder, "*.pdb"))
            File.Delete(symbols);
        File.WriteAllText(Path.Combine(folder, PluginSignature.SumsFile), PluginSignature.Sums(folder));
        File.WriteAllBytes(Path.Combine(folder, PluginSignature.SignatureFile), PluginSignature.Sign(File.ReadAllBytes(Path.Combine(folder, PluginSignature.SumsFile)), publisher, key));
        after?.Invoke(folder);
        var file = folder + PluginArchive.Extension;
        PluginArchive.Pack(folder, file);
        return file;
    }

    private static void Flip(string file)
    {
        if (!File.Exists(file))
        {
            File.WriteAllText(file, "not in the sums");
            return;
        }
        var bytes = File.ReadAllBytes(file);
        // Within a value, so that a manifest stays one and a signature stays readable.
        var at = file.EndsWith(".json", StringComparison.Ordinal) ? Encoding.UTF8.GetString(bytes).IndexOf("Fixture", StringComparison.Ordinal) : file.EndsWith(".sig", StringComparison.Ordinal) ? bytes.Length - 20 : bytes.Length / 2;
        bytes[at] = (byte)(bytes[at] == 'A' ? 'B' : 'A');
        File.WriteAllBytes(file, bytes);
    }

    private static string Zip(PluginLab lab, Action<ZipArchive> fill)
    {
        var file = Path.Combine(lab.Root, $"{Guid.NewGuid():N}.zip");
        using var zip = ZipFile.Open(file, ZipArchiveMode.Create);
        fill(zip);
        return file;
    }

    private static ZipArchiveEntry Add(ZipArchive zip, string name, string text)
    {
        var entry = zip.CreateEntry(name);
        using var content = entry.Open();
        content.Write(Encoding.UTF8.GetBytes(text));
        return entry;
    }

    private static void Drop(PluginLab lab, string file, string name = "drop")
    {
        Directory.CreateDirectory(lab.Inbox);
        File.Move(file, Path.Combine(lab.Inbox, name + PluginArchive.Extension));
    }
}
