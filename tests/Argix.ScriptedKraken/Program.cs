using Argix.Contracts.Testing;
using Argix.ScriptedKraken;

// Own options: --key K --secret BASE64 (else any pair is good).
string[] named = [.. args.Select(a => a switch { "--key" => "--apiKey", "--secret" => "--privateKey", _ => a })];
return await ScriptedVenue.RunAsync(named, _ => new KrakenScript());
