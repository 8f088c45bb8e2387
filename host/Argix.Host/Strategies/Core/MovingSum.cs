namespace Argix.Strategies.Core;

/// <summary>The sum of the last <paramref name="length"/> values, O(1) a value. Decimal, so adding and taking away again leaves no crumbs.</summary>
internal sealed class MovingSum(int length)
{
    private readonly decimal[] _window = new decimal[length];
    private long _seen;

    public decimal Sum { get; private set; }

    public bool Ready => _seen >= length;

    public void Add(decimal value)
    {
        var slot = (int)(_seen++ % length);
        Sum += value - _window[slot];
        _window[slot] = value;
    }
}
