namespace Argix.Broker.Kraken;

/// <summary>
/// Kraken takes a key's requests only with rising numbers, so the private ones go one at a time. An order message does not wait behind a read: the read makes way
/// (it may wait for a quota, and its number would be too old afterwards anyway) and begins again. Nor does it wait long behind another order message: whichever
/// of two comes with the lower number last is refused by Kraken, and a refusal is a clean answer.
/// </summary>
internal sealed class KrakenTurns(TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SemaphoreSlim _readers = new(1, 1);
    private CancellationTokenSource? _reading;

    public async Task<T> ReadAsync<T>(Func<CancellationToken, Task<T>> send, CancellationToken ct)
    {
        // Readers queue among themselves, so that an order message never has more than one of them before it.
        await _readers.WaitAsync(ct);
        try
        {
            while (true)
            {
                await _turn.WaitAsync(ct);
                using var mine = CancellationTokenSource.CreateLinkedTokenSource(ct);
                Volatile.Write(ref _reading, mine);
                try
                {
                    return await send(mine.Token);
                }
                catch (OperationCanceledException) when (!ct.IsCancellationRequested)
                {
                    // It made way for an order message.
                }
                finally
                {
                    Volatile.Write(ref _reading, null);
                    _turn.Release();
                }
            }
        }
        finally
        {
            _readers.Release();
        }
    }

    public async Task<T> OrderAsync<T>(Func<Task<T>> send, CancellationToken ct)
    {
        var mine = await HoldAsync(Grace, ct);
        if (!mine)
        {
            MakeWay();
            mine = await HoldAsync(Patience, ct);
        }
        try
        {
            return await send();
        }
        finally
        {
            if (mine)
            {
                _turn.Release();
            }
        }
    }

    public void Dispose()
    {
        _turn.Dispose();
        _readers.Dispose();
    }

    private async Task<bool> HoldAsync(TimeSpan patience, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            await _turn.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }

    private void MakeWay()
    {
        try
        {
            Volatile.Read(ref _reading)?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended by itself.
        }
    }
}
