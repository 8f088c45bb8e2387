using Argix.Accounts;
using Argix.CommandLine;
using Argix.Data;
using Argix.Health;
using Argix.Keys;

// The table of contents: one line a feature.
return await Cli.RunAsync(args, builder =>
{
    var (services, settings) = (builder.Services, builder.Configuration);
    services.AddData(settings);
    services.AddKeys(settings, builder.Environment);
    services.AddAccounts(settings);
    services.AddCommandLine();
}, app =>
{
    app.UseListedProxies();
    app.UseAuthentication();
    app.UseAuthorization();
    app.MapHealth();
});

/// <summary>Visible so that tests can name the host.</summary>
public partial class Program;
