using System.Reflection;
using System.Security.Cryptography;
using Xunit;

namespace Argix.ArchitectureTests;

/// <summary>What the build placed beside the host is what the host's embedded list vouches for.</summary>
public sealed class BundledPluginsTests
{
    private static readonly string Folder = Path.Combine(Built.HostOutput, "plugins");

    [Fact]
    public void The_embedded_hashes_name_exactly_the_files_beside_the_host()
    {
        var vouched = EmbeddedLines().Order(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(vouched);
        Assert.Equal(vouched, Placed().Select(Line).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_contracts_assembly_is_never_inside_a_plugin() =>
        Assert.DoesNotContain(Placed(), f => Path.GetFileName(f).StartsWith("Argix.Contracts.", StringComparison.Ordinal));

    [Fact]
    public void Every_adapter_brings_its_manifest_and_its_dependency_list() =>
        Assert.All(Placed().Where(f => Path.GetFileName(f).StartsWith("Argix.Broker.", StringComparison.Ordinal) && f.EndsWith(".dll", StringComparison.Ordinal)), dll =>
        {
            Assert.True(File.Exists(Path.ChangeExtension(dll, ".deps.json")), dll);
            Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(dll)!, "plugin.json")), dll);
        });

    private static string[] EmbeddedLines()
    {
        using var stream = Assembly.LoadFrom(Built.Host).GetManifestResourceStream("core-plugins.sha256")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private static string[] Placed() => Directory.GetFiles(Folder, "*", SearchOption.AllDirectories);

    private static string Line(string file) =>
        $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}  {Path.GetRelativePath(Folder, file).Replace('\\', '/')}";
}
