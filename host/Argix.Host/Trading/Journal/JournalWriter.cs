using System.Threading.Channels;
using Argix.Audit;

namespace Argix.Trading.Journal;

/// <summary>
/// The node's single writer. Desks hand over batches; what has gathered while the last commit ran goes into the next one (group commit).
/// A batch's task completes when its records are on disk, and fails when that is not certain.
/// </summary>
public sealed class JournalWriter : IAsyncDisposable
{
    private readonly Channel<(IReadOnlyList<JournalRecord> Records, TaskCompletionSource Done)> _batches = Channel.CreateUnbounded<(IReadOnlyList<JournalRecord>, TaskCompletionSource)>();
    private readonly IJournalStore _store;
    private readonly Task _loop;

    public JournalWriter(IJournalStore store)
    {
        _store = store;
        // A thread of its own: a commit blocks on the disk and must not hold a pool thread that a desk needs.
        _loop = Task.Factory.StartNew(Loop, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public Task AppendAsync(IReadOnlyList<JournalRecord> records)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _batches.Writer.TryWrite((records, done)) ? done.Task : Task.FromException(new ObjectDisposedException(nameof(JournalWriter)));
    }

    public async ValueTask DisposeAsync()
    {
        _batches.Writer.TryComplete();
        await _loop;
    }

    private void Loop()
    {
        var reader = _batches.Reader;
        var waiting = new List<TaskCompletionSource>();
        var records = new List<JournalRecord>();
        while (reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            waiting.Clear();
            records.Clear();
            while (records.Count < 1000 && reader.TryRead(out var batch))
            {
                records.AddRange(batch.Records);
                waiting.Add(batch.Done);
            }

            Commit(records, waiting);
        }
    }

    private void Commit(List<JournalRecord> records, List<TaskCompletionSource> waiting)
    {
        try
        {
            _store.Commit(records);
            waiting.ForEach(w => w.TrySetResult());
        }
        // Whatever went wrong: who waits must hear of it, and the writer must go on.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            waiting.ForEach(w => w.TrySetException(e));
        }
    }
}
