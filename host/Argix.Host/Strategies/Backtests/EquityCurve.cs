namespace Argix.Strategies.Backtests;

/// <summary>
/// Equity bar by bar: drawdown and returns are reckoned over every bar; of the points it keeps an even choice, every 2ⁿ-th bar, so that a million bars make a curve of a few thousand points.
/// </summary>
internal sealed class EquityCurve(decimal start)
{
    private const int Most = 4000;

    // Equity is added up in doubles here; what is smaller than this part of it is a crumb of that and no fall.
    private const double Crumb = 1e-14;
    private readonly List<EquityPoint> _points = [];
    private long _count;
    private int _stride = 1;
    private double _peak = (double)start, _before = (double)start, _returns, _squares, _falls, _deepest;
    private EquityPoint? _newest;

    public double MaxDrawdown => Math.Round(_deepest, 6);

    public long Count => _count;

    /// <summary>The last point is always there.</summary>
    public IReadOnlyList<EquityPoint> Points => _newest is null || (_points.Count > 0 && _points[^1] == _newest) ? _points : [.. _points, _newest];

    public double MeanReturn => _count > 0 ? _returns / _count : 0;

    /// <summary>Standard deviation of the returns (n − 1). Returns of bars are far smaller than 1 and their mean far smaller than they, so the plain sums lose no digit that is shown.</summary>
    public double Deviation => _count > 1 ? Math.Sqrt(Math.Max(0, _squares - (_returns * MeanReturn)) / (_count - 1)) : 0;

    /// <summary>Root of the mean square of the negative returns.</summary>
    public double FallDeviation => _count > 0 ? Math.Sqrt(_falls / _count) : 0;

    /// <summary>Counts the next bar, after <see cref="Moved"/> if anything did, and says whether its point is one to keep.</summary>
    public bool Next() => (_count++ & (_stride - 1)) == 0;

    /// <summary>Tells the last point again, which the even choice may have left out.</summary>
    public void Close(DateTimeOffset at, decimal equity) => _newest = _count == 0 ? null : new EquityPoint(at, equity, Drawdown(equity));

    private double Drawdown(decimal equity) => Math.Round(Below((double)equity), 6);

    /// <summary>Takes the equity at a close. A bar without it has a return of 0, which changes no sum.</summary>
    public void Moved(double now)
    {
        if (Math.Abs(now - _before) <= Crumb * _before)
        {
            return;
        }

        if (now > _peak)
        {
            _peak = now;
        }
        else if ((_peak - now) * 100 > _deepest * _peak)
        {
            _deepest = Below(now);
        }

        var r = _before > 0 ? (now / _before) - 1 : 0;
        (_before, _returns, _squares) = (now, _returns + r, _squares + (r * r));
        _falls += r < 0 ? r * r : 0;
    }

    private double Below(double now) => now < _peak ? (_peak - now) / _peak * 100 : 0;

    public void Keep(DateTimeOffset at, decimal equity)
    {
        _points.Add(new EquityPoint(at, equity, Drawdown(equity)));
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
