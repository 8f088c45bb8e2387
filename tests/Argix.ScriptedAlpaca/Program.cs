using Argix.Contracts.Testing;
using Argix.ScriptedAlpaca;

// Own options: --key K --secret S (else any pair is good), --frames binary|text. Own control verbs: account {status, tradingBlocked, accountBlocked, tradeSuspendedByUser},
// bars {symbol, bars}, clock {isOpen, skewSeconds, headerSkewSeconds}: the body's time, the Date header's.
string[] named = [.. args.Select(a => a switch { "--key" => "--keyId", "--secret" => "--secretKey", _ => a })];
return await ScriptedVenue.RunAsync(named, options => new AlpacaScript { TextFrames = options.GetValueOrDefault("frames") == "text" }, (control, script) =>
{
    ScriptedVenue.Post<AlpacaScript.AccountControl>(control, "account", a => script.AccountStands = a);
    ScriptedVenue.Post<AlpacaScript.ClockControl>(control, "clock", c => script.ClockStands = c);
    ScriptedVenue.Post<AlpacaScript.BarsControl>(control, "bars", script.SetBars);
});
