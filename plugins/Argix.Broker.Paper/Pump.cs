using System.Threading.Channels;
using Argix.Contracts;

namespace Argix.Broker.Paper;

/// <summary>
/// One thread of thought for the venue: work goes in by a queue and runs one piece at a time. What has gathered shares one flush, and only after it does anybody
/// hear the result. When a piece of work or the flush fails, memory may be ahead of the file: the pump stops for good and a new adapter reads the file again.
/// </summary>
internal sealed class Pump : IAsyncDisposable
{
    private const int MostPerFlush = 512;
    private readonly Channel<Item> _queue = Channel.CreateUnbounded<Item>(new UnboundedChannelOptions { SingleReader = true });
    private readonly List<Action> _afterFlush = [];
    private readonly List<Item> _batch = [];
    private readonly Action _flush;
    private readonly Action _stopped;
    private readonly Task _loop;
    private volatile VenueException? _failure;

    public Pump(Action flush, Action stopped)
    {
        (_flush, _stopped) = (flush, stopped);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Runs this in its turn; the answer comes when all it caused is on disk.</summary>
    public Task<T> AskAsync<T>(Func<T> work, CancellationToken ct)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var item = new Item(() => Answer(work, answer), e => answer.TrySetException(e));
        return _queue.Writer.TryWrite(item) ? answer.Task.WaitAsync(ct) : Task.FromException<T>(_failure ?? Closed());
    }

    /// <summary>Runs this in its turn, if the pump still runs.</summary>
    public void Post(Action work) => _queue.Writer.TryWrite(new Item(work, null));

    /// <summary>From inside a piece of work: do this once everything so far is on disk.</summary>
    public void AfterFlush(Action action) => _afterFlush.Add(action);

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
    }

    private void Answer<T>(Func<T> work, TaskCompletionSource<T> answer)
    {
        try
        {
            var result = work();
            AfterFlush(() => answer.TrySetResult(result));
        }
        catch (VenueException e)
        {
            // A question that has no answer; it changed nothing.
            AfterFlush(() => answer.TrySetException(e));
        }
    }

    private async Task RunAsync()
    {
        while (await _queue.Reader.WaitToReadAsync())
        {
            try
            {
                RunBatch();
            }
            catch (Exception e)
            {
                Fail(e);
            }

            _batch.Clear();
            _afterFlush.Clear();
        }

        _stopped();
    }

    private void RunBatch()
    {
        while (_batch.Count < MostPerFlush && _queue.Reader.TryRead(out var item))
        {
            _batch.Add(item);
            item.Work();
        }

        _flush();
        _afterFlush.ForEach(action => action());
    }

    private void Fail(Exception cause)
    {
        var text = $"the paper venue stopped: {cause.Message} Open the connection again; it continues from its ledger.";
        var failure = _failure = new VenueException(ErrorCodes.BrokerUnavailable, text, new Evidence(Sent.Unknown, 0, ErrorCodes.BrokerUnavailable, text));
        _queue.Writer.TryComplete();
        while (_queue.Reader.TryRead(out var item))
        {
            _batch.Add(item);
        }

        _batch.ForEach(item => item.Tell?.Invoke(failure));
    }

    private static VenueException Closed() =>
        new(ErrorCodes.BrokerUnavailable, "the paper venue is closed", new Evidence(Sent.No, 0, ErrorCodes.BrokerUnavailable, "closed"));

    private sealed record Item(Action Work, Action<Exception>? Tell);
}
