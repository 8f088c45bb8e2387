using Argix.Contracts;

namespace Argix.Strategies.Backtests;

/// <summary>Cash, position and closed trades of a back-test, at average cost.</summary>
internal sealed class Ledger(BacktestSettings settings)
{
    // The report lists the newest trades; older ones are counted in the profits only.
    private const int Kept = 5000;
    private readonly Queue<BacktestTrade> _trades = [];
    private decimal _cost, _entryFees, _dayStart = settings.StartingCash, _before = settings.StartingCash;
    private long _tomorrow;
    private bool _changed = true;
    private DateTimeOffset _enteredAt;
    private string _entry = "";
    private long _enteredBar;

    public decimal Cash { get; private set; } = settings.StartingCash;
    public decimal Quantity { get; private set; }
    public decimal Fees { get; private set; }
    public int Fills { get; private set; }
    public decimal DayProfit => _before - _dayStart;
    public List<decimal> Profits { get; } = [];

    public decimal? AveragePrice => Quantity == 0 ? null : _cost / Quantity;

    /// <summary>True once after each fill.</summary>
    public bool Changed
    {
        get
        {
            var was = _changed;
            _changed = false;
            return was;
        }
    }

    public decimal Equity(decimal price) => Quantity == 0 ? Cash : Cash + (Quantity * price);

    /// <summary>Results count from the last close of the day before (UTC).</summary>
    public void Day(DateTimeOffset at, decimal equity)
    {
        if (at.UtcTicks >= _tomorrow)
        {
            (_tomorrow, _dayStart) = (at.UtcDateTime.Date.Ticks + TimeSpan.TicksPerDay, _before);
        }

        _before = equity;
    }

    public void Fill(Side side, decimal quantity, decimal price, DateTimeOffset at, string because, long bar)
    {
        var (signed, fee) = (side == Side.Buy ? quantity : -quantity, quantity * price * settings.FeePercent / 100);
        (Cash, Fees, _changed) = (Cash - (signed * price) - fee, Fees + fee, true);
        Fills++;
        if (Quantity == 0 || decimal.Sign(Quantity) == decimal.Sign(signed))
        {
            Enter(signed, price, fee, at, because, bar);
            return;
        }

        var closed = Math.Min(Math.Abs(signed), Math.Abs(Quantity));
        Leave(closed, price, fee * closed / quantity, at, because, bar);
        if (Math.Abs(signed) > closed)
        {
            Enter(signed + (decimal.Sign(-signed) * closed), price, fee * (quantity - closed) / quantity, at, because, bar);
        }
    }

    public IReadOnlyList<BacktestTrade> Trades => [.. _trades];

    private void Enter(decimal signed, decimal price, decimal fee, DateTimeOffset at, string because, long bar)
    {
        if (Quantity == 0)
        {
            (_enteredAt, _entry, _enteredBar, _entryFees, _cost) = (at, because, bar, 0, 0);
        }

        (Quantity, _cost, _entryFees) = (Quantity + signed, _cost + (signed * price), _entryFees + fee);
    }

    private void Leave(decimal closed, decimal price, decimal fee, DateTimeOffset at, string because, long bar)
    {
        var (held, average) = (Math.Abs(Quantity), _cost / Quantity);
        var part = closed / held;
        var sign = decimal.Sign(Quantity);
        var fees = fee + (_entryFees * part);
        var profit = (sign * closed * (price - average)) - fees;
        _trades.Enqueue(new BacktestTrade(sign > 0 ? "long" : "short", _enteredAt, at, closed, decimal.Round(average, 10), price, decimal.Round(fees, 10), decimal.Round(profit, 10), (int)(bar - _enteredBar), _entry, because));
        if (_trades.Count > Kept)
        {
            _trades.Dequeue();
        }

        Profits.Add(profit);
        (_entryFees, _cost, Quantity) = (_entryFees * (1 - part), _cost * (1 - part), Quantity - (sign * closed));
    }
}
