using Argix.Contracts.Testing;
using Argix.ScriptedAlpaca;

return await ScriptedVenue.RunAsync(args, (app, parts) => new AlpacaDialect(parts).Map(app));
