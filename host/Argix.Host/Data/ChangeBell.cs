using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Argix.Data;

/// <summary>
/// Rings whenever this process has changed rows: one process owns the database, so what was read since the last ring still stands. It rings when changes are saved and again
/// when their transaction is committed, for in between a reader sees the old rows still. What is written past <c>SaveChanges</c> rings by itself (<see cref="Ring"/>).
/// </summary>
public sealed class ChangeBell : SaveChangesInterceptor, IDbTransactionInterceptor, IDbCommandInterceptor
{
    private long _count;

    /// <summary>How often it has rung.</summary>
    public long Count => Interlocked.Read(ref _count);

    public void Ring() => Interlocked.Increment(ref _count);

    public override int SavedChanges(SaveChangesCompletedEventData eventData, int result)
    {
        RingFor(result);
        return result;
    }

    public override ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        RingFor(result);
        return ValueTask.FromResult(result);
    }

    void IDbTransactionInterceptor.TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => Ring();

    Task IDbTransactionInterceptor.TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken)
    {
        Ring();
        return Task.CompletedTask;
    }

    // Updates and deletes that go to the database without the change tracker.
    int IDbCommandInterceptor.NonQueryExecuted(DbCommand command, CommandExecutedEventData eventData, int result)
    {
        RingFor(result);
        return result;
    }

    ValueTask<int> IDbCommandInterceptor.NonQueryExecutedAsync(DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken)
    {
        RingFor(result);
        return ValueTask.FromResult(result);
    }

    private void RingFor(int rows)
    {
        if (rows > 0)
        {
            Ring();
        }
    }
}

/// <summary>Rows that were read, until the bell rings. Only what is there is kept, so that nobody fills it by asking for what is not.</summary>
internal sealed class RowCache<TKey, TValue>(ChangeBell bell)
    where TKey : notnull
    where TValue : class
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<TKey, (long Rung, TValue Value)> _known = [];

    public async ValueTask<TValue?> GetAsync(TKey key, Func<Task<TValue?>> read)
    {
        var rung = bell.Count; // before the reading: a change meanwhile makes what was read old at once
        if (_known.TryGetValue(key, out var known) && known.Rung == rung)
        {
            return known.Value;
        }

        if (await read() is { } value)
        {
            _known[key] = (rung, value);
            return value;
        }

        _known.TryRemove(key, out _);
        return null;
    }
}
