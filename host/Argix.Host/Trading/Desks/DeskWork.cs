using Argix.Trading.Core;

namespace Argix.Trading.Desks;

/// <summary>What waits in a desk's queue. Everything that touches the state goes through it, one at a time.</summary>
internal abstract class DeskWork
{
    /// <summary>Changes nothing: where the batch could not be made durable it is simply done again.</summary>
    public virtual bool OnlyReads => false;

    /// <summary>Runs on the desk; the answer is kept until what it saw is durable.</summary>
    public abstract void Run(Desk desk);

    /// <summary>Gives the answer.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception error);
}

internal sealed class InputWork(DeskInput input) : DeskWork
{
    private readonly TaskCompletionSource<Decision> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Decision _decision = Decision.Nothing;

    public Task<Decision> Task => _done.Task;
    public override void Run(Desk desk) => _decision = desk.Take(input);
    public override void Complete() => _done.TrySetResult(_decision);
    public override void Fail(Exception error) => _done.TrySetException(error);
}

internal sealed class ReadWork<T>(Func<DeskState, T> read) : DeskWork
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _value = default!;
    private Exception? _error;

    public override bool OnlyReads => true;

    public Task<T> Task => _done.Task;

    public override void Run(Desk desk)
    {
        try
        {
            _value = read(desk.State);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Errors.ArgixException)
        {
            _error = e;
        }
    }

    public override void Complete()
    {
        if (_error is null)
        {
            _done.TrySetResult(_value);
        }
        else
        {
            _done.TrySetException(_error);
        }
    }

    public override void Fail(Exception error) => _done.TrySetException(error);
}
