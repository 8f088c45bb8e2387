using System.Text.Json;

namespace Argix.AdapterTests;

/// <summary>
/// Holds an adapter against every recording of an endpoint that it uses, and prints what was used, what is there besides and why it is not.
/// A recording that belongs to a used endpoint and has no check fails the test, so a new one cannot be passed over.
/// </summary>
internal sealed class FixtureTable(string broker, string folder)
{
    private readonly List<(string Ending, Action<JsonElement> Check)> _checks = [];
    private readonly List<(string Part, string Why)> _reasons = [];

    /// <summary>Files whose path ends so are read and checked.</summary>
    public FixtureTable Use(string ending, Action<JsonElement> check)
    {
        _checks.Add((ending, check));
        return this;
    }

    /// <summary>Files with this in their path are not used, because.</summary>
    public FixtureTable Skip(string part, string why)
    {
        _reasons.Add((part, why));
        return this;
    }

    public void Run()
    {
        var (used, lines, wrong) = (new HashSet<string>(), new List<string>(), new List<string>());
        foreach (var file in Fixtures.In(folder))
        {
            if (_checks.FirstOrDefault(c => file.EndsWith(c.Ending, StringComparison.Ordinal)) is { Check: { } check, Ending: var ending })
            {
                using var json = Fixtures.Json(file);
                var failed = Record.Exception(() => check(json.RootElement));
                used.Add(ending);
                lines.Add($"used      {file}");
                wrong.AddRange(failed is null ? [] : [$"{file}: {failed.Message}"]);
            }
            else
            {
                var why = _reasons.FirstOrDefault(r => file.Contains(r.Part, StringComparison.Ordinal)).Why;
                lines.Add($"not used  {file}: {why}");
                wrong.AddRange(why is null ? [$"{file}: neither checked nor left out for a reason"] : []);
            }
        }
        var output = TestContext.Current.TestOutputHelper;
        output?.WriteLine($"{broker}: {lines.Count(l => l.StartsWith("used", StringComparison.Ordinal))} of {lines.Count} recordings are read");
        lines.ForEach(l => output?.WriteLine(l));
        wrong.AddRange(Readme.Misses(broker, lines.Count(l => l.StartsWith("used", StringComparison.Ordinal)), lines.Count));
        wrong.AddRange(_checks.Where(c => !used.Contains(c.Ending)).Select(c => $"{c.Ending}: there is no such recording"));
        Assert.Empty(wrong);
    }
}
