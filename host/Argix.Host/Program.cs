using Argix.Accounts;
using Argix.Api;
using Argix.Audit;
using Argix.Closing;
using Argix.CommandLine;
using Argix.Connections;
using Argix.Data;
using Argix.Health;
using Argix.Keys;
using Argix.Pages;
using Argix.Plugins;
using Argix.Strategies;
using Argix.Trading;
using Argix.Web;

// The table of contents: one line a feature.
return await Cli.RunAsync(args, builder =>
{
    var (services, settings) = (builder.Services, builder.Configuration);
    services.AddData(settings);
    services.AddKeys(settings, builder.Environment);
    services.AddAccounts(settings);
    services.AddAudit(settings);
    services.AddPlugins(settings);
    services.AddBrokerConnections();
    services.AddTrading();
    services.AddStrategies();
    services.AddClosing();
    services.AddWeb();
    services.AddApi();
    services.AddPages();
    services.AddCommandLine();
}, app =>
{
    app.UseListedProxies();
    app.UseWeb();
    app.UseAuthentication();
    app.UseCallerLimits();
    app.UseAuthorization();
    app.MapHealth();
    app.MapApi();
    app.MapRazorPages();
});

/// <summary>Visible so that tests can name the host.</summary>
public partial class Program;
