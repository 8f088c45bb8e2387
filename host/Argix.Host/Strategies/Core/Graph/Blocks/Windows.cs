namespace Argix.Strategies.Core.Graph.Blocks;

/// <summary>The last values of a series.</summary>
internal sealed class Window(int length)
{
    private readonly double[] _values = new double[length];
    private int _at;

    public int Length => length;
    public int Count { get; private set; }
    public bool Full => Count == length;

    /// <summary>The oldest value; what falls out next when it is full.</summary>
    public double Oldest => Full ? _values[_at] : _values[0];

    /// <summary>True when the ring came round: once in a window's length.</summary>
    public bool Round => _at == 0;

    public ReadOnlySpan<double> Unordered => _values.AsSpan(0, Count);

    public void Add(double value)
    {
        _values[_at] = value;
        _at = _at + 1 == length ? 0 : _at + 1;
        Count = Math.Min(Count + 1, length);
    }
}

/// <summary>The sum of the last values. It is added up anew each time the ring comes round, so crumbs of rounding never pile up; that costs one addition a value.</summary>
internal sealed class MovingTotal(int length)
{
    private readonly double[] _values = new double[length];
    private int _at;

    /// <summary>It has seen as many values as it sums.</summary>
    public bool Full { get; private set; }
    public double Sum { get; private set; }
    public double Mean => Sum / length;

    public void Add(double value)
    {
        // Places that nobody has written yet hold 0.
        ref var place = ref _values[_at];
        Sum += value - place;
        place = value;
        if (++_at == length)
        {
            Recount();
        }
    }

    private void Recount()
    {
        (_at, Full, Sum) = (0, true, 0);
        foreach (var v in _values)
        {
            Sum += v;
        }
    }
}

/// <summary>Mean and (population) deviation of the last values. Squares are taken from a middle that moves along, so that large prices lose no digits.</summary>
internal sealed class MovingSpread(int length)
{
    private readonly Window _window = new(length);
    private double _middle, _sum, _squares;

    public bool Full => _window.Full;
    public double Mean => _middle + (_sum / length);
    public double Deviation => Math.Sqrt(Math.Max(0, (_squares - (_sum * _sum / length)) / length));

    public void Add(double value)
    {
        if (_window.Count == 0)
        {
            _middle = value;
        }

        if (_window.Full)
        {
            var gone = _window.Oldest - _middle;
            (_sum, _squares) = (_sum - gone, _squares - (gone * gone));
        }

        _window.Add(value);
        var d = value - _middle;
        (_sum, _squares) = (_sum + d, _squares + (d * d));
        if (_window.Round)
        {
            Recount();
        }
    }

    private void Recount()
    {
        double sum = 0;
        foreach (var v in _window.Unordered)
        {
            sum += v;
        }

        (_middle, _sum, _squares) = (sum / length, 0, 0);
        foreach (var v in _window.Unordered)
        {
            _sum += v - _middle;
            _squares += (v - _middle) * (v - _middle);
        }
    }
}

/// <summary>The highest of the last values (the lowest with <paramref name="sign"/> −1). Each value enters and leaves a queue once, so a bar costs the same on average.</summary>
internal sealed class MovingPeak(int length, int sign = 1)
{
    private readonly double[] _values = new double[length];
    private readonly long[] _when = new long[length];
    private int _head, _count;
    private long _seen;

    public bool Full => _seen >= length;
    public double Value => _values[_head] * sign;

    public void Add(double value)
    {
        value *= sign;
        if (_count > 0 && _when[_head] <= _seen - length)
        {
            (_head, _count) = ((_head + 1) % length, _count - 1);
        }

        while (_count > 0 && _values[(_head + _count - 1) % length] <= value)
        {
            _count--;
        }

        var slot = (_head + _count++) % length;
        (_values[slot], _when[slot]) = (value, _seen++);
    }
}

/// <summary>Wilder's smoothing: the first value is the plain mean of a window, then (before × (n − 1) + new) ÷ n.</summary>
internal sealed class Smoothed(int length, double weight)
{
    private double _sum;
    private int _seen;

    public static Smoothed Wilder(int length) => new(length, 1.0 / length);

    public static Smoothed Exponential(int length) => new(length, 2.0 / (length + 1));

    public bool Ready => _seen >= length;
    public double Value { get; private set; } = double.NaN;

    public double Add(double value)
    {
        if (Ready)
        {
            Value += weight * (value - Value);
        }
        else
        {
            _sum += value;
            if (++_seen == length)
            {
                Value = _sum / length;
            }
        }

        return Value;
    }
}
