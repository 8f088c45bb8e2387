using System.Text.RegularExpressions;
using Xunit;

namespace Argix.ArchitectureTests;

/// <summary>A document that names a test as its proof names one that is there.</summary>
public sealed partial class NamedTestsTests
{
    [Fact]
    public void Every_test_that_a_document_names_is_a_test()
    {
        var tests = Directory.EnumerateFiles(Path.Combine(Built.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText).SelectMany(Names).ToHashSet(StringComparer.Ordinal);
        var named = Directory.EnumerateFiles(Path.Combine(Built.Root, "docs"), "*.md", SearchOption.AllDirectories).Append(Path.Combine(Built.Root, "README.md"))
            .SelectMany(f => Mention().Matches(File.ReadAllText(f)).Select(m => (File: Path.GetFileName(f), Test: m.Groups[1].Value))).ToList();

        Assert.Contains(named, n => n.File == "faults.md");
        Assert.Empty(named.Where(n => !tests.Contains(n.Test)));
    }

    // A base class of facts stands for what it is derived to.
    private static IEnumerable<string> Names(string source)
    {
        var classes = Class().Matches(source).Select(m => (m.Index, Name: m.Groups[1].Value)).ToList();
        return Fact().Matches(source).Where(_ => classes.Count > 0).Select(m => $"{classes.LastOrDefault(c => c.Index < m.Index, classes[0]).Name}.{m.Groups[1].Value}");
    }

    [GeneratedRegex(@"`([A-Z]\w*(?:Tests|Contract)\.[A-Za-z_0-9]+)`")]
    private static partial Regex Mention();

    [GeneratedRegex(@"\bclass (\w+)")]
    private static partial Regex Class();

    [GeneratedRegex(@"\[(?:Fact|Theory)(?:\([^\]]*\))?\](?:\s*\[[^\n]*)*\s*public (?:async )?(?:Task|void|ValueTask) (\w+)\(")]
    private static partial Regex Fact();
}
