using Argix.Contracts;

namespace Argix.Strategies.Backtests;

/// <summary>Cash, position and closed trades of a back-test, at average cost.</summary>
internal sealed class Ledger(BacktestSettings settings)
{
    // The report lists the newest trades; older ones are counted in the profits only.
    private const int Kept = 5000;
    private readonly Queue<Closed> _trades = [];
    private decimal _cost, _entryFees, _dayStart = settings.StartingCash;
    private double _cash = (double)settings.StartingCash, _held;
    private long _tomorrow;
    private DateTimeOffset _enteredAt;
    private string _entry = "";
    private long _enteredBar;

    public decimal Cash
    {
        get;
        private set => (field, _cash) = (value, (double)value);
    } = settings.StartingCash;

    public decimal Quantity
    {
        get;
        private set => (field, _held, Holds) = (value, (double)value, value != 0);
    }

    public bool Holds { get; private set; }
    public decimal Fees { get; private set; }
    public int Fills { get; private set; }
    public List<decimal> Profits { get; } = [];

    public decimal? AveragePrice { get; private set; }

    /// <summary>Cash and position are not what they were at the last bar.</summary>
    public bool Changed { get; set; } = true;

    public decimal Equity(decimal price) => Holds ? Cash + (Quantity * price) : Cash;

    /// <summary>The same as a double, for curves: a bar costs two conversions less.</summary>
    public double Worth(double price) => _cash + (_held * price);

    /// <summary>What was won or lost since the last close of the day before (UTC).</summary>
    public decimal DayProfit(decimal equity) => equity - _dayStart;

    /// <summary>Told of each bar before anything fills in it.</summary>
    public void Day(DateTimeOffset at, Bar? before)
    {
        if (at.UtcTicks >= _tomorrow)
        {
            (_tomorrow, _dayStart) = (at.UtcDateTime.Date.Ticks + TimeSpan.TicksPerDay, before is null ? Cash : Equity(before.Close));
        }
    }

    public void Fill(Side side, decimal quantity, decimal price, DateTimeOffset at, string because, long bar)
    {
        var (signed, worth) = (side == Side.Buy ? quantity : -quantity, quantity * price);
        var fee = settings.FeePercent == 0 ? 0 : worth * settings.FeePercent / 100;
        (Cash, Fees, Changed) = (Cash - (side == Side.Buy ? worth : -worth) - fee, Fees + fee, true);
        Fills++;
        if (!Holds || decimal.Sign(Quantity) == decimal.Sign(signed))
        {
            Enter(signed, price, fee, at, because, bar);
            return;
        }

        var closed = Math.Min(quantity, Math.Abs(Quantity));
        Leave(closed, price, closed == quantity ? fee : fee * closed / quantity, at, because, bar);
        if (quantity > closed)
        {
            Enter(signed + (decimal.Sign(-signed) * closed), price, fee * (quantity - closed) / quantity, at, because, bar);
        }
    }

    public IReadOnlyList<BacktestTrade> Trades => [.. _trades.Select(t => t.Told())];

    private void Enter(decimal signed, decimal price, decimal fee, DateTimeOffset at, string because, long bar)
    {
        if (!Holds)
        {
            (_enteredAt, _entry, _enteredBar, _entryFees, _cost) = (at, because, bar, 0, 0);
        }

        (Quantity, _cost, _entryFees) = (Quantity + signed, _cost + (signed * price), _entryFees + fee);
        AveragePrice = _cost / Quantity;
    }

    private void Leave(decimal closed, decimal price, decimal fee, DateTimeOffset at, string because, long bar)
    {
        var (whole, average, isLong) = (closed == Math.Abs(Quantity), AveragePrice!.Value, Quantity > 0);
        var part = whole ? 1 : closed / Math.Abs(Quantity);
        var fees = fee + (_entryFees * part);
        var profit = (isLong ? closed * (price - average) : closed * (average - price)) - fees;
        if (_trades.Count == Kept)
        {
            _trades.Dequeue();
        }

        _trades.Enqueue(new Closed(isLong, _enteredAt, at, closed, average, price, fees, profit, (int)(bar - _enteredBar), _entry, because));
        Profits.Add(profit);
        (_entryFees, _cost, Quantity) = whole ? (0, 0, 0) : (_entryFees * (1 - part), _cost * (1 - part), Quantity - (isLong ? closed : -closed));
        AveragePrice = whole ? null : _cost / Quantity;
    }

    // A trade as it is kept: no object of its own, and rounded only when somebody reads it.
    private readonly record struct Closed(bool IsLong, DateTimeOffset EnteredAt, DateTimeOffset LeftAt, decimal Quantity, decimal EntryPrice, decimal ExitPrice, decimal Fees, decimal Profit, int Bars, string Entry, string Exit)
    {
        public BacktestTrade Told() =>
            new(IsLong ? "long" : "short", EnteredAt, LeftAt, Quantity, decimal.Round(EntryPrice, 10), ExitPrice, decimal.Round(Fees, 10), decimal.Round(Profit, 10), Bars, Entry, Exit);
    }
}
