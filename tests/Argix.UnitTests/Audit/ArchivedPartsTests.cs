using Argix.Audit;
using Argix.Data;
using Argix.Errors;
using Argix.UnitTests.Accounts;
using Microsoft.AspNetCore.DataProtection;

namespace Argix.UnitTests.Audit;

/// <summary>The list of archived parts is sealed: who can write the database, and only that, cannot make a deletion look like an archive.</summary>
public sealed class ArchivedPartsTests
{
    private static readonly ArchivedPart One = new(1, new Anchor(1, "w", 10, new string('a', 64), "2026-01-05T15:00:00.0000000Z", "k", "s"), "/srv/old.jsonl.gz", "hash", "2026-01-06T15:00:00.0000000Z");

    [Fact]
    public async Task It_is_read_back_in_order_and_a_changed_or_foreign_seal_is_a_broken_journal()
    {
        await using var house = await TestAccounts.OpenAsync();
        var (rows, protection) = (house.Get<DbFactory>(), house.Get<IDataProtectionProvider>());
        var parts = new ArchivedParts(rows, protection);
        Assert.Empty(parts.Of("w"));
        parts.Add("w", One);
        parts.Add("w", One with { From = 11 });
        Assert.Equal([One, One with { From = 11 }], parts.Of("w"));
        Assert.Empty(parts.Of("v"));

        await using var db = rows.Open();
        var row = db.Settings.Single(s => s.Name == "audit.archived.w");
        db.Settings.Add(new SettingRow { Name = "audit.archived.v", Value = row.Value }); // one workspace's for another
        row.Value = row.Value[..^4] + "AAAA";
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        Assert.Equal("journal_broken", Assert.Throws<ArgixException>(() => parts.Of("w")).Code);
        Assert.Equal("journal_broken", Assert.Throws<ArgixException>(() => parts.Of("v")).Code);
    }
}
