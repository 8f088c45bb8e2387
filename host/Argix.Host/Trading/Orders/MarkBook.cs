using System.Collections.Concurrent;
using Argix.Contracts;
using Argix.Trading.Core;
using Argix.Trading.Core.Risk;
using Argix.Trading.Lanes;

namespace Argix.Trading.Orders;

/// <summary>Prices of what a connection holds: now, and the first that we saw of the UTC day. Volatile: after a restart the day's first price is the first after it.</summary>
internal sealed class MarkBook
{
    private readonly AccountBook _accounts;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<(Guid Connection, string Symbol), (DateOnly Day, decimal Price)> _first = [];

    public MarkBook(AccountBook accounts, TimeProvider clock)
    {
        (_accounts, _clock) = (accounts, clock);
        accounts.Changed += connection => Marks(connection);
    }

    /// <summary>What the gate must know of the market for an order.</summary>
    public MarketFacts Of(Guid connection, Instrument instrument, ReferencePrice? quote, bool quotesOffered)
    {
        if (quote is not null)
        {
            First(connection, instrument.Symbol, quote.Price);
        }

        var marks = Marks(connection);
        return new MarketFacts(quote, quotesOffered, null, null, marks, marks.Keys.ToDictionary(s => s, s => First(connection, s, marks[s])));
    }

    private Dictionary<string, decimal> Marks(Guid connection)
    {
        var marks = new Dictionary<string, decimal>(StringComparer.Ordinal);
        // What was ordered since the account was last read is not among its positions yet, but has been seen.
        foreach (var symbol in (_accounts.Account(connection)?.Positions ?? []).Select(p => p.Symbol).Concat(_first.Keys.Where(k => k.Connection == connection).Select(k => k.Symbol)).ToHashSet(StringComparer.Ordinal))
        {
            if (_accounts.Price(connection, symbol) is { Price: > 0 } price)
            {
                marks[symbol] = price.Price;
                First(connection, symbol, price.Price);
            }
        }

        return marks;
    }

    private decimal First(Guid connection, string symbol, decimal price)
    {
        var today = DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime);
        return _first.AddOrUpdate((connection, symbol), (today, price), (_, known) => known.Day == today ? known : (today, price)).Price;
    }
}
