using System.Text.RegularExpressions;

namespace Argix.UnitTests.Documents;

/// <summary>docs/security.md promises by naming tests. A test that is renamed or taken away must not leave a promise behind.</summary>
public sealed partial class SecurityDocumentTests(ITestOutputHelper output)
{
    // Of the list that we were built against: what must hold before anything else, and the next on OAuth, sessions, secrets, audit and headers. 42 (isolation) and 40, 41 (signing) are another work.
    private static readonly int[] MustBeProved =
    [
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 22, 23, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53,
    ];

    [Fact]
    public void Every_test_that_the_document_names_exists()
    {
        var tests = Tests();
        var named = Named().Matches(Document()).Select(m => (Class: m.Groups[1].Value, Method: m.Groups[2].Value)).Distinct().ToList();
        var missing = named.Where(n => !tests.TryGetValue(n.Class, out var methods) || !methods.Any(m => m.StartsWith(n.Method, StringComparison.Ordinal))).ToList();
        output.WriteLine($"{named.Count} tests named, {missing.Count} missing");
        Assert.True(named.Count > 50, "the pattern no longer fits the document");
        Assert.True(missing.Count == 0, string.Join('\n', missing.Select(m => $"docs/security.md names {m.Class} {m.Method}")));
    }

    [Fact]
    public void Every_requirement_of_the_list_has_a_row_and_the_first_ones_a_test()
    {
        var rows = Row().Matches(Document()).SelectMany(m => Numbers(m.Groups[1].Value).Select(n => (Number: n, Proof: m.Groups[2].Value))).ToList();
        Assert.Equal(Enumerable.Range(1, 62), rows.Select(r => r.Number).Distinct().Order());
        var bare = MustBeProved.Where(n => !rows.Exists(r => r.Number == n && Named().IsMatch(r.Proof))).ToList();
        Assert.True(bare.Count == 0, "no test is named for " + string.Join(", ", bare));
    }

    private static IEnumerable<int> Numbers(string cell) => cell.Split(", ").SelectMany(part => part.Split('–') is [var from, var to]
        ? Enumerable.Range(int.Parse(from), int.Parse(to) - int.Parse(from) + 1) : [int.Parse(part)]);

    // From the sources: the document names tests of all projects, and this one is built without the others.
    private static Dictionary<string, HashSet<string>> Tests()
    {
        var found = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Root(), "tests"), "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)))
        {
            var text = File.ReadAllText(file);
            var methods = Method().Matches(text).Select(m => m.Groups[1].Value).Append("").ToList();
            foreach (Match type in Type().Matches(text))
            {
                if (!found.TryGetValue(type.Groups[1].Value, out var all))
                    found[type.Groups[1].Value] = all = new(StringComparer.Ordinal);
                all.UnionWith(methods);
            }
        }
        return found;
    }

    private static string Document() => File.ReadAllText(Path.Combine(Root(), "docs", "security.md"));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Argix.Platform.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("no Argix.Platform.sln above the tests");
        return folder.FullName;
    }

    // `SomeTests` or `SomeTests.Begin_of_a_name…`
    [GeneratedRegex(@"`(\w+(?:Tests|Bodies))(?:\.(\w+)…?)?`")]
    private static partial Regex Named();

    // | 11–17 | what | proof |
    [GeneratedRegex(@"^\| ([\d, –]+) \|[^|]*\|(.*)\|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"\bclass (\w+)")]
    private static partial Regex Type();

    [GeneratedRegex(@"^    public (?:static )?(?:async )?(?:Task|void|ValueTask) (\w+)\(", RegexOptions.Multiline)]
    private static partial Regex Method();
}
