using Argix.Accounts.Factors;
using Argix.Accounts.SignOn;
using Argix.Data;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Argix.Accounts;

/// <summary>Registers users, sessions, tokens, the two authentication schemes and the policies <c>read</c>, <c>trade</c>, <c>admin</c>.</summary>
public static class AccountsRegistration
{
    private const string Chooser = "Argix";

    public static IServiceCollection AddAccounts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(PublicAddress.Resolve(configuration));
        services.AddSingleton<IPasswordHasher<User>, PasswordHasher<User>>().AddSingleton<Nobody>();
        services.AddIdentity();
        services.AddSingleton<PlatformAdmins>().AddSingleton<ApiTokens>().AddSingleton<SessionStore>().AddSingleton<LoginLinks>().AddSingleton<SignInLimiter>().AddSingleton<AuthenticationAnswers>().AddSingleton<Keys.IReseal, Factors.SealedTotp>().AddSingleton<PendingSteps>();
        services.AddScoped<AccountService>().AddScoped<SetupService>().AddScoped<SignIn>().AddScoped<Invitations>().AddScoped<SecondFactors>().AddScoped<Passkeys>();
        services.AddSchemes(configuration);
        services.AddPolicies();
        return services;
    }

    private static void AddIdentity(this IServiceCollection services)
    {
        services.AddIdentityCore<User>(options =>
        {
            options.User.RequireUniqueEmail = true;
            options.Password.RequireDigit = options.Password.RequireLowercase = options.Password.RequireUppercase = options.Password.RequireNonAlphanumeric = false;
            options.Password.RequiredLength = 1; // PasswordRules says it, once
            options.Password.RequiredUniqueChars = 1;
            options.Lockout.MaxFailedAccessAttempts = 10;
            options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5);
        }).AddPasswordValidator<PasswordRules>().AddUserStore<ArgixUserStore>();
        services.AddScoped<IPasskeyHandler<User>, PasskeyHandler<User>>();
        services.AddSingleton<IConfigureOptions<IdentityPasskeyOptions>>(s => new ConfigureOptions<IdentityPasskeyOptions>(options =>
        {
            var address = s.GetRequiredService<PublicAddress>();
            options.ServerDomain = address.Value.Host;
            options.ResidentKeyRequirement = "required"; // so that nobody has to type who they are
            options.UserVerificationRequirement = "required";
            options.ValidateOrigin = o => ValueTask.FromResult(!o.CrossOrigin && string.Equals(o.Origin, address.Value.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal));
        }));
        services.Configure<PasswordHasherOptions>(o => o.IterationCount = 210_000);
    }

    private static void AddSchemes(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddAuthentication(options => options.DefaultScheme = Chooser)
            .AddPolicyScheme(Chooser, null, options => options.ForwardDefaultSelector = Choose)
            .AddScheme<AuthenticationSchemeOptions, TokenScheme>(TokenScheme.Name, null)
            .AddCookie(IdentityConstants.ApplicationScheme)
            .AddCookie(IdentityConstants.ExternalScheme)
            .AddOidc(configuration);
        services.AddSingleton<IConfigureOptions<CookieAuthenticationOptions>, SessionCookie>();
        services.AddSingleton<IConfigureOptions<AntiforgeryOptions>>(s => new ConfigureOptions<AntiforgeryOptions>(options =>
            SessionCookie.Harden(options.Cookie, s.GetRequiredService<PublicAddress>(), $"argix-{s.GetRequiredService<Database>().InstanceId}-form")));
    }

    // Pages go by cookie, the API by token: a cookie that the browser sends by itself must not move an order.
    // The one exception is the event stream, which only reads.
    private static string Choose(HttpContext context)
    {
        var request = context.Request;
        var wantsToken = request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) || request.Path.StartsWithSegments("/metrics", StringComparison.OrdinalIgnoreCase);
        var isStream = HttpMethods.IsGet(request.Method) && request.Path.StartsWithSegments("/api/v1/events", StringComparison.OrdinalIgnoreCase) && request.Headers.Authorization.Count == 0;
        return wantsToken && !isStream ? TokenScheme.Name : IdentityConstants.ApplicationScheme;
    }

    private static void AddPolicies(this IServiceCollection services)
    {
        var builder = services.AddAuthorizationBuilder();
        foreach (var scope in Scopes.All)
            builder.AddPolicy(scope, p => p.RequireAuthenticatedUser().RequireClaim(ArgixClaims.Scope, scope));
        // Whatever forgets to say who may see it is for members only.
        builder.SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireClaim(ArgixClaims.Scope, Scopes.Read).Build());
    }
}
