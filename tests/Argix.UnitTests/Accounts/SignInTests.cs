using System.Net;
using Argix.Accounts;
using Argix.Data;
using Argix.Errors;
using Argix.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Argix.UnitTests.Accounts;

public class SignInTests
{
    private const string Password = "three little words";

    [Fact]
    public async Task A_signed_in_browser_sees_pages_until_it_signs_out_and_a_copied_cookie_ends_with_it()
    {
        await using var site = await Site.OpenAsync();
        Assert.Equal((HttpStatusCode.Found, "/login?returnUrl=%2Fpage"), await site.GetAsync("/page"));
        await site.PostAsync("/in?password=" + Uri.EscapeDataString(Password));
        var stolen = site.Cookie;
        Assert.Matches("^argix-[0-9a-f]{8}=.*; path=/; samesite=lax; httponly$", site.SetCookie);
        Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/page")).Status);
        await site.PostAsync("/out");
        site.Cookie = stolen;
        Assert.Equal(HttpStatusCode.Found, (await site.GetAsync("/page")).Status);
    }

    [Fact]
    public async Task Behind_https_the_cookie_is_bound_to_the_host()
    {
        await using var site = await Site.OpenAsync("https://trade.example.org");
        await site.PostAsync("/in?password=" + Uri.EscapeDataString(Password));
        Assert.Matches("^__Host-argix-[0-9a-f]{8}=.*; path=/; secure; samesite=lax; httponly$", site.SetCookie);
    }

    [Fact]
    public async Task The_API_takes_tokens_and_not_the_cookie_but_for_the_event_stream()
    {
        await using var site = await Site.OpenAsync(role: "viewer");
        await site.PostAsync("/in?password=" + Uri.EscapeDataString(Password));
        Assert.Equal((HttpStatusCode.Unauthorized, null), await site.GetAsync("/api/v1/things"));
        Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/api/v1/events")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await site.PostAsync("/api/v1/events")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await site.GetAsync("/admin")).Status);
        site.Cookie = null;
        Assert.Equal((HttpStatusCode.Unauthorized, null), await site.GetAsync("/api/v1/events"));
        site.Token = await site.NewTokenAsync();
        Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/api/v1/things")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await site.PostAsync("/api/v1/things")).Status);
        Assert.Equal(HttpStatusCode.Found, (await site.GetAsync("/page")).Status);
    }

    [Fact]
    public async Task Wrong_passwords_look_like_unknown_users_and_are_bounded()
    {
        await using var site = await Site.OpenAsync();
        Assert.Equal("unauthenticated", (await site.PostAsync("/in?email=nobody@argix.example&password=x")).Body);
        for (var i = 0; i < 10; i++)
            Assert.Equal("unauthenticated", (await site.PostAsync("/in?password=wrong")).Body);
        Assert.Equal("rate_limited", (await site.PostAsync("/in?password=" + Uri.EscapeDataString(Password))).Body);
    }

    private sealed class Site : IAsyncDisposable
    {
        private readonly string _root = Directory.CreateTempSubdirectory("argix-").FullName;
        private readonly HttpClient _client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false });
        private WebApplication _app = null!;
        private Caller _user = null!;

        public string? Cookie { get; set; }
        public string? Token { get; set; }
        public string? SetCookie { get; private set; }

        public static async Task<Site> OpenAsync(string? publicUrl = null, string role = "admin")
        {
            var site = new Site();
            var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Configuration["Data:Directory"] = Path.Combine(site._root, "data");
            builder.Configuration["Keys:MasterKeyFile"] = Path.Combine(site._root, "master.key");
            builder.Configuration["PublicUrl"] = publicUrl;
            builder.Services.AddData(builder.Configuration);
            builder.Services.AddKeys(builder.Configuration, builder.Environment);
            builder.Services.AddAccounts(builder.Configuration);
            site._app = builder.Build();
            await site._app.Services.GetRequiredService<Database>().MigrateAsync();
            await using (var scope = site._app.Services.CreateAsyncScope())
                site._user = await scope.ServiceProvider.GetRequiredService<AccountService>().AddAsync("a@argix.example", Password, "main", role);
            Map(site._app);
            await site._app.StartAsync();
            site._client.BaseAddress = new Uri(site._app.Urls.First());
            return site;
        }

        public async Task<(HttpStatusCode Status, string? Location)> GetAsync(string path)
        {
            using var answer = await SendAsync(HttpMethod.Get, path);
            return (answer.StatusCode, answer.Headers.Location?.ToString());
        }

        public async Task<(HttpStatusCode Status, string Body)> PostAsync(string path)
        {
            using var answer = await SendAsync(HttpMethod.Post, path);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }

        public async Task<string> NewTokenAsync() =>
            (await _app.Services.GetRequiredService<ApiTokens>().CreateAsync(_user.WorkspaceId, _user.UserId, "t", Scopes.All)).Token;

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            await _app.DisposeAsync();
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(_root, recursive: true);
        }

        private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path)
        {
            using var request = new HttpRequestMessage(method, path);
            if (Cookie is not null)
                request.Headers.Add("Cookie", Cookie);
            if (Token is not null)
                request.Headers.Authorization = new("Bearer", Token);
            var answer = await _client.SendAsync(request);
            if (answer.Headers.TryGetValues("Set-Cookie", out var set))
            {
                SetCookie = System.Text.RegularExpressions.Regex.Replace(set.First(), "; expires=[^;]*", "");
                Cookie = SetCookie.Split(';')[0];
            }
            return answer;
        }

        private static void Map(WebApplication app)
        {
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapPost("/in", InAsync).AllowAnonymous();
            app.MapPost("/out", (SignIn signIn, HttpContext context) => signIn.EndAsync(context)).AllowAnonymous();
            app.MapGet("/page", (HttpContext context) => Caller.Of(context).Role);
            app.MapGet("/admin", () => "").RequireAuthorization(Scopes.Admin);
            app.MapGet("/api/v1/events", () => "").RequireAuthorization(Scopes.Read);
            app.MapPost("/api/v1/events", () => "").RequireAuthorization(Scopes.Read);
            app.MapGet("/api/v1/things", () => "").RequireAuthorization(Scopes.Read);
            app.MapPost("/api/v1/things", () => "").RequireAuthorization(Scopes.Trade);
        }

        private static async Task<string> InAsync(SignIn signIn, HttpContext context, string password, string email = "a@argix.example")
        {
            try
            {
                await signIn.WithPasswordAsync(context, email, password);
                return "";
            }
            catch (ArgixException e)
            {
                return e.Code;
            }
        }
    }
}
