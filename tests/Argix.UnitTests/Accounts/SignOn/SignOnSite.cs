using System.Net;
using Argix.Accounts;
using Argix.Accounts.SignOn;
using Argix.Data;
using Argix.Keys;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Argix.UnitTests.Accounts.SignOn;

/// <summary>The accounts room with single sign-on, on a loopback port, without pages.</summary>
internal sealed class SignOnSite : IAsyncDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("argix-").FullName;
    private WebApplication app = null!;

    public Caller Owner { get; private set; } = null!;

    public static async Task<SignOnSite> OpenAsync(string authority, Argix.Connections.Egress.ResolveName? resolve = null)
    {
        var site = new SignOnSite();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration["Data:Directory"] = Path.Combine(site.root, "data");
        builder.Configuration["Keys:MasterKeyFile"] = Path.Combine(site.root, "master.key");
        builder.Configuration["PublicUrl"] = "http://localhost:5080";
        builder.Configuration["Oidc:Authority"] = authority;
        builder.Configuration["Oidc:ClientId"] = "argix";
        builder.Configuration["Oidc:ClientSecret"] = "client secret";
        builder.Services.AddData(builder.Configuration);
        builder.Services.AddKeys(builder.Configuration, builder.Environment);
        builder.Services.AddAccounts(builder.Configuration);
        builder.Services.AddSingleton<IBackChannel>(new Argix.Connections.Egress.GuardedBackChannel(new(resolve ?? Dns.GetHostAddressesAsync)));
        site.app = builder.Build();
        await site.app.Services.GetRequiredService<Database>().MigrateAsync();
        site.Owner = await site.InScopeAsync<AccountService, Caller>(a => a.AddAsync("owner@argix.example", "three little words", "main", "admin"));
        Map(site.app);
        await site.app.StartAsync();
        return site;
    }

    public SignOnBrowser NewBrowser() => new(new Uri(app.Urls.First()));

    /// <summary>As after a day: the provider's description and keys are read again.</summary>
    public void ForgetProvider()
    {
        var options = app.Services.GetRequiredService<Microsoft.Extensions.Options.IOptionsMonitor<OidcOptions>>().Get(OidcOptions.Scheme);
        options.ConfigurationManager = new Microsoft.IdentityModel.Protocols.ConfigurationManager<Microsoft.IdentityModel.Protocols.OpenIdConnect.OpenIdConnectConfiguration>(
            options.MetadataAddress, new Microsoft.IdentityModel.Protocols.OpenIdConnect.OpenIdConnectConfigurationRetriever(), OidcSetup.Documents(options));
    }

    public async Task<T> InScopeAsync<TService, T>(Func<TService, Task<T>> work) where TService : notnull
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(root, recursive: true);
    }

    private static void Map(WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/go", (string? purpose, HttpContext context) => context.ChallengeAsync(OidcOptions.Scheme, SignOnService.Ask(purpose, Caller.Find(context.User), "/me"))).AllowAnonymous();
        app.MapGet("/login/sso/done", async (SignOnService service, HttpContext context) =>
        {
            try
            {
                await service.FinishAsync(context);
                return "in";
            }
            catch (SignOnException e)
            {
                return e.Reason;
            }
        }).AllowAnonymous();
        app.MapPost("/in", (SignIn signIn, HttpContext context) => signIn.WithPasswordAsync(context, "owner@argix.example", "three little words")).AllowAnonymous();
        app.MapGet("/me", (HttpContext context) => Caller.Of(context).UserId);
    }
}

/// <summary>A browser's cookies and nothing else.</summary>
internal sealed class SignOnBrowser(Uri address) : IDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, CookieContainer = new CookieContainer() }) { BaseAddress = address };

    /// <summary>Begins, and gives where the provider is.</summary>
    public async Task<Uri> LeaveAsync(string? purpose = null)
    {
        using var answer = await client.GetAsync("/go" + (purpose is null ? "" : "?purpose=" + purpose));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.Location!;
    }

    /// <summary>Comes back with these parameters; how it ended: <c>in</c>, or the reason.</summary>
    public async Task<string> ReturnAsync(Dictionary<string, string?> parameters)
    {
        using var answer = await client.GetAsync(QueryHelpers.AddQueryString("/signin-oidc", parameters));
        var to = answer.Headers.Location?.ToString() ?? "";
        if (to.StartsWith("/login?sso=", StringComparison.Ordinal))
            return to["/login?sso=".Length..];
        Assert.StartsWith("/login/sso/done", to, StringComparison.Ordinal);
        return await client.GetStringAsync(to);
    }

    public Task SignInAsync() => client.PostAsync("/in", null);

    /// <summary>Who is signed in, or null.</summary>
    public async Task<string?> MeAsync()
    {
        using var answer = await client.GetAsync("/me");
        return answer.StatusCode == HttpStatusCode.OK ? await answer.Content.ReadAsStringAsync() : null;
    }

    public void Dispose() => client.Dispose();
}
