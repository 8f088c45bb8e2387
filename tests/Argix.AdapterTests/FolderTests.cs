using Argix.Contracts.Manifest;

namespace Argix.AdapterTests;

/// <summary>What every broker's folder owes its readers, whoever wrote it.</summary>
public class FolderTests
{
    private static readonly string[] Headings = ["Overview", "Connection methods", "Environments", "Create credentials", "Permissions needed", "Order types", "What happens if an answer is lost",
        "Rate limits", "Known limitations", "Troubleshooting", "Revoke access", "Sources"];

    public static TheoryData<string> Real => [.. Broker.Folders.Keys.Where(id => id != "paper").Order(StringComparer.Ordinal)];

    [Fact]
    public void The_six_that_are_only_described_are_there()
    {
        foreach (var id in new[] { "schwab", "tastytrade", "saxo", "bybit", "okx", "zerodha" })
        {
            var manifest = Broker.Manifest(id);
            Assert.Equal((Availability.DocsOnly, null), (manifest.Availability.State, manifest.Entry));
            Assert.NotEmpty(manifest.Availability.Reason!);
            Assert.NotEmpty(manifest.Calls["submit"]);
            Assert.Empty(Directory.EnumerateFiles(Broker.Folders[id], "*.cs"));
        }
    }

    [Theory]
    [MemberData(nameof(Real))]
    public void A_folder_is_whole(string id)
    {
        var manifest = Broker.Manifest(id);
        Assert.Equal(manifest.Availability.State == Availability.Available, manifest.Entry is not null);
        Assert.Equal(Headings, Broker.Docs(id).Where(l => l.StartsWith("## ", StringComparison.Ordinal)).Select(l => l[3..]));
        var logo = File.ReadAllText(Path.Combine(Broker.Folders[id], "logo.svg"));
        Assert.StartsWith("<svg ", logo, StringComparison.Ordinal);
        Assert.DoesNotContain("script", logo, StringComparison.OrdinalIgnoreCase);
        Assert.NotEmpty(manifest.Unproven);
        Assert.NotEmpty(manifest.Environments);
        Assert.NotEmpty(manifest.Orders);
    }

    [Theory]
    [MemberData(nameof(Real))]
    public void Every_word_of_the_rules_has_its_anchor_in_the_docs(string id)
    {
        var docs = Broker.Docs(id);
        Assert.All(Broker.Manifest(id).Errors, rule => Assert.Contains($"### {rule.Means}", docs));
    }

    [Theory]
    [MemberData(nameof(Real))]
    public void No_listed_call_moves_money(string id)
    {
        string[] harmful = ["transfer", "withdraw", "payout", "deposit", "wallet/", "whitelist", "cashiering"];
        var calls = Broker.Manifest(id).Calls;
        Assert.All(calls.Values.SelectMany(c => c), c => Assert.DoesNotContain(harmful, word => c.Contains(word, StringComparison.OrdinalIgnoreCase)));
    }
}
