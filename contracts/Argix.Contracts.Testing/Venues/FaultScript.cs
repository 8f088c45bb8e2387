namespace Argix.Contracts.Testing;

/// <summary>The faults still to come, and the requests seen. Thread safe.</summary>
public sealed class FaultScript
{
    private readonly Lock _gate = new();
    private readonly List<Fault> _faults = [];
    private readonly List<SeenCall> _seen = [];
    private TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Adds a fault behind those that wait already.</summary>
    public void Add(Fault fault)
    {
        lock (_gate)
        {
            _faults.Add(fault);
        }
    }

    /// <summary>Forgets all faults that have not happened yet.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _faults.Clear();
        }
    }

    /// <summary>Lets go all that is held.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _released.SetResult();
            _released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Completes with the next <see cref="Release"/>.</summary>
    public Task ReleasedAsync(CancellationToken ct)
    {
        lock (_gate)
        {
            return _released.Task.WaitAsync(ct);
        }
    }

    /// <summary>Notes the request and takes the fault that is meant for it.</summary>
    public Fault? TakeFor(string method, string path)
    {
        lock (_gate)
        {
            var fault = Take(f => !IsStream(f) && Matches(f.Match, method, path));
            _seen.Add(new SeenCall(method, path, fault?.Kind ?? FaultKind.None));
            return fault;
        }
    }

    /// <summary>Takes the fault that is meant for the next stream message.</summary>
    public Fault? TakeForMessage()
    {
        lock (_gate)
        {
            return Take(IsStream);
        }
    }

    /// <summary>What becomes of the next stream message.</summary>
    internal StreamLine.LineFault TakeForLine() => TakeForMessage()?.Kind switch
    {
        FaultKind.DropMessage => StreamLine.LineFault.Drop,
        FaultKind.DuplicateMessage => StreamLine.LineFault.Double,
        _ => StreamLine.LineFault.None,
    };

    /// <summary>All requests so far, oldest first.</summary>
    public IReadOnlyList<SeenCall> Seen()
    {
        lock (_gate)
        {
            return [.. _seen];
        }
    }

    /// <summary>Whether a pattern like <c>DELETE /v2/orders/*</c> means this request (path without query).</summary>
    public static bool Matches(string pattern, string method, string path)
    {
        if (pattern == "*")
        {
            return true;
        }
        var parts = pattern.Split(' ', 2);
        if (parts.Length != 2 || parts[0] != "*" && parts[0] != method)
        {
            return false;
        }
        var (wanted, given) = (parts[1].Split('/'), path.Split('/'));
        return wanted.Length == given.Length && wanted.Zip(given).All(p => p.First == p.Second || p.First == "*" && p.Second.Length > 0);
    }

    private static bool IsStream(Fault fault) => fault.Kind is FaultKind.DropMessage or FaultKind.DuplicateMessage;

    private Fault? Take(Predicate<Fault> meant)
    {
        var at = _faults.FindIndex(meant);
        if (at < 0)
        {
            return null;
        }
        var fault = _faults[at];
        if (fault.Times > 1)
        {
            _faults[at] = fault with { Times = fault.Times - 1 };
        }
        else
        {
            _faults.RemoveAt(at);
        }
        return fault;
    }
}
