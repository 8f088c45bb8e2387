namespace Argix.Strategies.Backtests;

/// <summary>
/// Equity bar by bar: drawdown and returns are reckoned over every bar; of the points it keeps an even choice, every 2ⁿ-th bar, so that a million bars make a curve of a few thousand points.
/// </summary>
internal sealed class EquityCurve(decimal start)
{
    private const int Most = 4000;
    private readonly List<EquityPoint> _points = [];
    private long _count;
    private int _stride = 1;
    private double _peak = (double)start, _before = (double)start, _mean, _squares, _falls, _drawdown, _deepest;
    private EquityPoint? _newest;

    public double MaxDrawdown => Math.Round(_deepest, 6);

    public long Count => _count;

    /// <summary>The last point is always there.</summary>
    public IReadOnlyList<EquityPoint> Points => _newest is null || (_points.Count > 0 && _points[^1] == _newest) ? _points : [.. _points, _newest];

    public double MeanReturn => _mean;

    public double Deviation => _count > 1 ? Math.Sqrt(_squares / (_count - 1)) : 0;

    /// <summary>Root of the mean square of the negative returns.</summary>
    public double FallDeviation => _count > 0 ? Math.Sqrt(_falls / _count) : 0;

    public void Add(DateTimeOffset at, decimal equity)
    {
        var now = (double)equity;
        if (now == _before)
        {
            Return(0);
        }
        else
        {
            Moved(now);
        }

        if (((_count - 1) & (_stride - 1)) == 0)
        {
            Keep(new EquityPoint(at, equity, Math.Round(_drawdown, 6)));
        }
    }

    /// <summary>Tells the last point again, which the even choice may have left out.</summary>
    public void Close(DateTimeOffset at, decimal equity) => _newest = _count == 0 ? null : new EquityPoint(at, equity, Math.Round(_drawdown, 6));

    // While nothing is held nothing moves, and there is nothing to divide.
    private void Moved(double now)
    {
        _peak = Math.Max(_peak, now);
        _drawdown = _peak > 0 ? (_peak - now) / _peak * 100 : 0;
        _deepest = Math.Max(_deepest, _drawdown);
        Return(_before > 0 ? (now / _before) - 1 : 0);
        _before = now;
    }

    // Welford's way of keeping mean and spread in one pass.
    private void Return(double r)
    {
        _count++;
        var d = r - _mean;
        _mean += d / _count;
        _squares += d * (r - _mean);
        _falls += r < 0 ? r * r : 0;
    }

    private void Keep(EquityPoint point)
    {
        _points.Add(point);
        if (_points.Count == Most)
        {
            for (var i = 1; i < Most / 2; i++)
            {
                _points[i] = _points[i * 2];
            }

            _points.RemoveRange(Most / 2, Most / 2);
            _stride *= 2;
        }
    }
}
