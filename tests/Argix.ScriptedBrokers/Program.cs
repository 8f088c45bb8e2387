using Argix.AdapterTests.Binance;
using Argix.AdapterTests.Coinbase;
using Argix.AdapterTests.InteractiveBrokers;
using Argix.AdapterTests.Oanda;
using Argix.AdapterTests.Tradier;
using Argix.AdapterTests.TradeStation;
using Argix.Contracts.Testing;

// --broker ID, and what every scripted venue takes. Any credentials are good.
return args.SkipWhile(a => a != "--broker").Skip(1).FirstOrDefault() switch
{
    "binance" => await ScriptedVenue.RunAsync(args, _ => new BinanceScript()),
    "coinbase" => await ScriptedVenue.RunAsync(args, _ => new CoinbaseScript()),
    "interactive-brokers" => await ScriptedVenue.RunAsync(args, _ => new InteractiveBrokersScript()),
    "oanda" => await ScriptedVenue.RunAsync(args, _ => new OandaScript()),
    "tradestation" => await ScriptedVenue.RunAsync(args, _ => new TradeStationScript()),
    "tradier" => await ScriptedVenue.RunAsync(args, _ => new TradierScript()),
    var other => throw new ArgumentException($"--broker {other}: there is no script of it"),
};
