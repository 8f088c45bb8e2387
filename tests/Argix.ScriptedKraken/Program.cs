using Argix.Contracts.Testing;
using Argix.ScriptedKraken;

return await ScriptedVenue.RunAsync(args, (app, parts) => new KrakenDialect(parts).Map(app));
