namespace Argix.Trading.Core.Lanes;

/// <summary>
/// Opens after several calls in a row that reached nobody. While it is open no new order is begun; reads and cancels go on, for they are what shows that the
/// venue is back. Any answer closes it, whatever it says.
/// </summary>
public sealed class Breaker
{
    public const int Opens = 5;
    private int _failures;

    public bool IsOpen => _failures >= Opens;

    /// <summary>True when this call opened or closed it.</summary>
    public bool Ended(bool reached)
    {
        var before = IsOpen;
        _failures = reached ? 0 : Math.Min(_failures + 1, Opens);
        return before != IsOpen;
    }
}
