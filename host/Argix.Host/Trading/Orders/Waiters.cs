namespace Argix.Trading.Orders;

/// <summary>Callers that wait for the same thing, counted: one that gives up takes nothing from the others.</summary>
internal sealed class Waiters<TKey, T>
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, (TaskCompletionSource<T> Word, int Count)> _waiting = [];

    /// <summary>The word, when it comes. Every call is paired with one <see cref="Leave"/>.</summary>
    public Task<T> Join(TKey key)
    {
        lock (_gate)
        {
            var (word, count) = _waiting.TryGetValue(key, out var w) ? w : (new(TaskCreationOptions.RunContinuationsAsynchronously), 0);
            _waiting[key] = (word, count + 1);
            return word.Task;
        }
    }

    public void Leave(TKey key)
    {
        lock (_gate)
        {
            if (_waiting[key] is var (word, count) && count > 1)
            {
                _waiting[key] = (word, count - 1);
            }
            else
            {
                _waiting.Remove(key);
            }
        }
    }

    public void Wake(TKey key, T value)
    {
        lock (_gate)
        {
            if (_waiting.TryGetValue(key, out var w))
            {
                w.Word.TrySetResult(value);
            }
        }
    }
}
