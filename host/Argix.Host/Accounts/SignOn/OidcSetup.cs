using Argix.Data;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Argix.Accounts.SignOn;

/// <summary>Puts sign-in at the identity provider together when the configuration names one.</summary>
internal static class OidcRegistration
{
    public static AuthenticationBuilder AddOidc(this AuthenticationBuilder builder, IConfiguration configuration)
    {
        builder.Services.AddSingleton(new SignOnOffer(!string.IsNullOrWhiteSpace(configuration["Oidc:Authority"]), configuration["Oidc:DisplayName"] ?? "single sign-on"));
        builder.Services.AddScoped<SignOnService>();
        if (string.IsNullOrWhiteSpace(configuration["Oidc:Authority"]))
            return builder;
        builder.Services.AddOptions<OidcOptions>(OidcOptions.Scheme).Bind(configuration.GetSection("Oidc")).ValidateOnStart();
        builder.Services.AddSingleton<IPostConfigureOptions<OidcOptions>, OidcSetup>();
        return builder.AddScheme<OidcOptions, OidcHandler>(OidcOptions.Scheme, null);
    }
}

/// <summary>Whether there is a provider, and what its button says.</summary>
public sealed record SignOnOffer(bool Available, string Name);

/// <summary>What the options need from the house: protected state, hardened cookies, a back channel through the outbound guard that believes no large answer.</summary>
internal sealed class OidcSetup(IDataProtectionProvider protection, Database database, PublicAddress address, IBackChannel channel) : IPostConfigureOptions<OidcOptions>
{
    private const int LargestAnswer = 1024 * 1024;

    public void PostConfigure(string? name, OidcOptions options)
    {
        options.SignInScheme = IdentityConstants.ExternalScheme;
        options.DataProtectionProvider = protection;
        options.Scope = [.. options.Scope.Distinct(StringComparer.Ordinal)];
        options.StateDataFormat ??= new PropertiesDataFormat(protection.CreateProtector("Argix.Oidc.State/v1", name ?? ""));
        SessionCookie.Harden(options.CorrelationCookie, address, "argix-" + database.InstanceId + "-sso-");
        options.BackchannelHttpHandler ??= channel.Open(Named(options));
        options.Backchannel ??= new HttpClient(options.BackchannelHttpHandler) { Timeout = options.BackchannelTimeout, MaxResponseContentBufferSize = LargestAnswer };
        options.MetadataAddress ??= options.Authority?.TrimEnd('/') + "/.well-known/openid-configuration";
        options.TokenHandler.MapInboundClaims = options.MapInboundClaims;
        options.ConfigurationManager ??= new ConfigurationManager<OpenIdConnectConfiguration>(options.MetadataAddress, new OpenIdConnectConfigurationRetriever(), Documents(options));
    }

    // What the deployment's own configuration names; nothing that the provider says of itself.
    private static List<Uri> Named(OidcOptions options) =>
        [.. new[] { options.Authority, options.MetadataAddress }.Concat(options.AlsoAt).Select(a => Uri.TryCreate(a, UriKind.Absolute, out var url) ? url : null).OfType<Uri>()];

    internal static HttpDocumentRetriever Documents(OidcOptions options) =>
        new(options.Backchannel) { RequireHttps = options.RequireHttpsMetadata && !new Uri(options.MetadataAddress!).IsLoopback };
}
