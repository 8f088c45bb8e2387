using Argix.Contracts;

namespace Argix.Broker.Paper;

/// <summary>
/// Prices as a pure function of (seed, symbol, time): smooth noise of several wavelengths around a base price. So bars of the past can be asked for at any time
/// and agree with what was streamed, and two runs see the same market.
/// </summary>
internal sealed class Prices(int seed)
{
    // Seconds between two random values, and how far (share of the price) this wave moves it.
    private static readonly (double Period, double Size)[] Waves =
        [(7, 0.00025), (19, 0.0006), (53, 0.0011), (181, 0.0018), (900, 0.003), (5_400, 0.006), (43_200, 0.012), (432_000, 0.03), (5_000_000, 0.08)];

    /// <summary>The quote of this second.</summary>
    public Quote Quote(PaperListing listing, DateTimeOffset time)
    {
        var second = Floor(time, TimeSpan.FromSeconds(1));
        var middle = Middle(listing, second);
        return new Quote(listing.Instrument.Symbol, middle - listing.HalfSpread, middle + listing.HalfSpread, middle, second, TimeSpan.Zero);
    }

    /// <summary>The bar that starts then, from one price a second (bars over five minutes: one a minute, over a day: one an hour). Its close is the price at its end, so the next bar opens there.</summary>
    public Bar Bar(PaperListing listing, DateTimeOffset start, TimeSpan size)
    {
        var step = TimeSpan.FromSeconds(size.TotalMinutes <= 5 ? 1 : size.TotalDays <= 1 ? 60 : 3600);
        var (open, close) = (Middle(listing, start), Middle(listing, start + size));
        var (high, low) = (Math.Max(open, close), Math.Min(open, close));
        for (var at = start + step; at < start + size; at += step)
        {
            var price = Middle(listing, at);
            (high, low) = (Math.Max(high, price), Math.Min(low, price));
        }

        var volume = Math.Floor((decimal)(size.TotalSeconds * (100 + (400 * Chance(listing.Instrument.Symbol, -1, start.ToUnixTimeSeconds())))));
        return new Bar(start, open, high, low, close, volume);
    }

    public static DateTimeOffset Floor(DateTimeOffset time, TimeSpan size) => new(time.UtcTicks - (time.UtcTicks % size.Ticks), TimeSpan.Zero);

    private decimal Middle(PaperListing listing, DateTimeOffset time)
    {
        var (seconds, sum) = ((time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / (double)TimeSpan.TicksPerSecond, 0.0);
        for (var wave = 0; wave < Waves.Length; wave++)
        {
            sum += Waves[wave].Size * Wave(listing.Instrument.Symbol, wave, seconds / Waves[wave].Period);
        }

        // The border from double to money: from here on the price is a decimal on the tick.
        var tick = listing.Instrument.Tick;
        return decimal.Round(listing.BasePrice * (decimal)Math.Exp(sum) / tick) * tick;
    }

    // Random values at whole numbers, a smooth way between them; -1 to 1.
    private double Wave(string symbol, int wave, double x)
    {
        var left = Math.Floor(x);
        var (part, cell) = (x - left, (long)left);
        var (a, b) = (Chance(symbol, wave, cell), Chance(symbol, wave, cell + 1));
        var smooth = part * part * (3 - (2 * part));
        return (2 * (a + ((b - a) * smooth))) - 1;
    }

    // 0 to 1, always the same for the same arguments, on every machine (string.GetHashCode is not).
    private double Chance(string symbol, int wave, long cell)
    {
        unchecked
        {
            var hash = (14695981039346656037UL ^ (uint)seed) * 1099511628211UL;
            foreach (var c in symbol)
            {
                hash = (hash ^ c) * 1099511628211UL;
            }

            hash = Mix(hash + ((ulong)(wave + 2) * 0x9E3779B97F4A7C15UL));
            return (Mix(hash + ((ulong)cell * 0xD1B54A32D192ED03UL)) >> 11) * (1.0 / (1UL << 53));
        }
    }

    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}
