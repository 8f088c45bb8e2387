using Argix.Data;
using Argix.UnitTests.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Argix.UnitTests.Data;

/// <summary>What is remembered of rows is never older than the last change that was committed.</summary>
public sealed class ChangeBellTests
{
    private int _reads;

    [Fact]
    public async Task ItIsReadOnceUntilSomethingIsSavedAndAgainWhenATransactionIsCommitted()
    {
        await using var house = await TestAccounts.OpenAsync();
        var (bell, rows) = (house.Get<ChangeBell>(), house.Get<DbFactory>());
        var cache = new RowCache<string, SettingRow>(bell);
        Task<SettingRow?> Read() => ReadAsync(rows);
        Assert.Null(await cache.GetAsync("x", Read));
        Assert.Null(await cache.GetAsync("x", Read));
        Assert.Equal(2, _reads); // what is not there is not remembered
        await using var db = rows.Open();
        db.Settings.Add(new SettingRow { Name = "x", Value = "1" });
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        Assert.Equal("1", (await cache.GetAsync("x", Read))!.Value);
        Assert.Equal("1", (await cache.GetAsync("x", Read))!.Value);
        Assert.Equal(3, _reads);

        await using (var transaction = await db.Database.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            (await db.Settings.SingleAsync(s => s.Name == "x", TestContext.Current.CancellationToken)).Value = "2";
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
            Assert.Equal("1", (await cache.GetAsync("x", Read))!.Value); // not committed yet, and remembered as it is
            await transaction.CommitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal("2", (await cache.GetAsync("x", Read))!.Value);
        var count = bell.Count;
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        Assert.Equal(count, bell.Count); // nothing was changed
    }

    [Fact]
    public async Task WhatChangesWhileItIsReadIsNotRemembered()
    {
        var bell = new ChangeBell();
        var cache = new RowCache<string, SettingRow>(bell);
        Task<SettingRow?> While()
        {
            bell.Ring();
            return Task.FromResult<SettingRow?>(new SettingRow { Name = "x", Value = $"{++_reads}" });
        }

        Assert.Equal("1", (await cache.GetAsync("x", While))!.Value);
        Assert.Equal("2", (await cache.GetAsync("x", While))!.Value);
    }

    private async Task<SettingRow?> ReadAsync(DbFactory rows)
    {
        _reads++;
        await using var db = rows.Open();
        return await db.Settings.AsNoTracking().SingleOrDefaultAsync(s => s.Name == "x");
    }
}
