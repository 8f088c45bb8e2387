namespace Argix.Trading.Core;

/// <summary>One execution as we keep it. Fees are positive when paid.</summary>
public sealed record Execution(string Id, Guid OrderId, decimal Quantity, decimal Price, decimal Fee, string? FeeCurrency, DateTimeOffset At);

/// <summary>
/// What an order has traded. The venue's cumulative quantity is authoritative and never falls; executions attribute it.
/// Filled = max(cumulative, Σ executions). The rest without an execution is carried at the price that makes the venue's average true, and absorbed by later executions.
/// </summary>
public sealed class FillBook
{
    private static readonly IReadOnlyCollection<Execution> None = [];

    // Made when the first one comes: most orders have one execution or none, and none that was taken back.
    private Dictionary<string, Execution>? _executions;
    private HashSet<string>? _busted;
    private decimal _sum;
    private decimal _sumNotional;
    private decimal _cumulative;
    private decimal _cumulativePrice;
    private DateTimeOffset? _bustedAt;

    public IReadOnlyCollection<Execution> Executions => _executions?.Values ?? None;
    public decimal Attributed => _sum;
    public decimal Filled => Math.Max(_cumulative, _sum);

    /// <summary>Quantity × price of all that is filled, before the multiplier.</summary>
    public decimal Notional => _sumNotional + (Filled - _sum) * RestPrice;

    public decimal? AveragePrice => Filled == 0 ? null : Notional / Filled;

    /// <summary>Whether it was ever counted; one that was taken back does not come again.</summary>
    public bool Has(string executionId) => Counts(executionId) || IsBusted(executionId);

    public bool IsBusted(string executionId) => _busted?.Contains(executionId) == true;

    public bool Counts(string executionId) => _executions?.ContainsKey(executionId) == true;

    internal bool Add(Execution execution)
    {
        _executions ??= new(StringComparer.Ordinal);
        if (!_executions.TryAdd(execution.Id, execution))
        {
            return false;
        }

        _sum += execution.Quantity;
        _sumNotional += execution.Quantity * execution.Price;
        return true;
    }

    /// <summary>The newest time at which the venue took something back; null = it never did.</summary>
    public DateTimeOffset? BustedAt => _bustedAt;

    /// <summary>Whether the venue said this after it last took something back. A word without a time proves nothing.</summary>
    public bool IsNews(DateTimeOffset? venueTime) => _bustedAt is not { } at || venueTime > at;

    /// <summary>Takes an execution back, also one that has not been seen: then it is the level that falls, by what it was, as far as no other execution stands for it.</summary>
    internal void Bust(string executionId, decimal? quantity, DateTimeOffset at)
    {
        (_busted ??= new(StringComparer.Ordinal)).Add(executionId);
        _bustedAt = _bustedAt > at ? _bustedAt : at;
        if (_executions?.Remove(executionId, out var execution) == true)
        {
            _sum -= execution.Quantity;
            _sumNotional -= execution.Quantity * execution.Price;
            _cumulative = Math.Max(0, _cumulative - execution.Quantity);
        }
        else if (quantity is { } unseen)
        {
            _cumulative = Math.Max(Math.Min(_cumulative, _sum), _cumulative - unseen);
        }
    }

    internal void RaiseTo(decimal cumulative, decimal price)
    {
        if (cumulative > _cumulative)
        {
            _cumulative = cumulative;
            _cumulativePrice = price;
        }
    }

    private decimal RestPrice
    {
        get
        {
            var rest = Filled - _sum;
            if (rest == 0)
            {
                return 0;
            }

            var derived = (_cumulative * _cumulativePrice - _sumNotional) / rest;
            return derived > 0 ? derived : _cumulativePrice;
        }
    }
}
