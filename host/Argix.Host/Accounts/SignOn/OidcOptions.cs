using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Argix.Accounts.SignOn;

/// <summary>
/// Single sign-on at an OpenID provider. The names are those of Microsoft.AspNetCore.Authentication.OpenIdConnect, so that that package can take this one's place; the
/// section <c>Oidc</c> of the configuration sets them.
/// </summary>
public sealed class OidcOptions : RemoteAuthenticationOptions
{
    public const string Scheme = "Oidc";

    public OidcOptions()
    {
        CallbackPath = "/signin-oidc";
        BackchannelTimeout = TimeSpan.FromSeconds(10);
        RemoteAuthenticationTimeout = TimeSpan.FromMinutes(10);
    }

    public string? Authority { get; set; }
    public string? ClientId { get; set; }
    public string? ClientSecret { get; set; }

    /// <summary>Where the provider describes itself; from <see cref="Authority"/> unless set.</summary>
    public string? MetadataAddress { get; set; }

    /// <summary>Further origins of the provider that may stand on private addresses, where its token endpoint, say, is at another host than <see cref="Authority"/>.</summary>
    public ICollection<string> AlsoAt { get; set; } = [];

    /// <summary>Plain http is taken on loopback only, whatever this says.</summary>
    public bool RequireHttpsMetadata { get; set; } = true;

    /// <summary>Only the code flow is built in: nothing but a code passes through the browser.</summary>
    public string ResponseType { get; set; } = OpenIdConnectResponseType.Code;

    /// <summary>With <c>form_post</c> browsers would hold back our cookies; the code flow needs no more than the query.</summary>
    public string ResponseMode { get; set; } = OpenIdConnectResponseMode.Query;

    public ICollection<string> Scope { get; set; } = ["openid", "profile", "email"];
    public bool UsePkce { get; set; } = true;
    public bool MapInboundClaims { get; set; }

    /// <summary>Asks for the address where the id token does not say it.</summary>
    public bool GetClaimsFromUserInfoEndpoint { get; set; } = true;

    /// <summary>What stands on the button.</summary>
    public string DisplayName { get; set; } = "single sign-on";

    public bool RefreshOnIssuerKeyNotFound { get; set; } = true;
    public IConfigurationManager<OpenIdConnectConfiguration>? ConfigurationManager { get; set; }
    public ISecureDataFormat<AuthenticationProperties> StateDataFormat { get; set; } = null!;
    public JsonWebTokenHandler TokenHandler { get; set; } = new();
    public OpenIdConnectProtocolValidator ProtocolValidator { get; set; } = new() { RequireStateValidation = false, RequireTimeStampInNonce = false };

    public TokenValidationParameters TokenValidationParameters { get; set; } = new()
    {
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        ValidateIssuer = true,
        ValidateAudience = true,
        ValidateLifetime = true,
        ValidateIssuerSigningKey = true,
        ClockSkew = TimeSpan.FromMinutes(1),
        // Signatures of the provider's own keys only: with "none" there is no signature, with HS256 whoever knows the client's secret could sign.
        ValidAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384,
            SecurityAlgorithms.RsaSsaPssSha512, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512],
        // Many providers leave the type out; a token that says it is another kind (an access token, say) is none of ours.
        TypeValidator = (type, _, _) => string.IsNullOrEmpty(type) || string.Equals(type, "JWT", StringComparison.OrdinalIgnoreCase) ? type ?? "" : throw new SecurityTokenInvalidTypeException("not an id token"),
    };

    public override void Validate()
    {
        base.Validate();
        if (string.IsNullOrWhiteSpace(ClientId) || !Uri.TryCreate(Authority, UriKind.Absolute, out _))
            throw new Errors.ArgixException("validation_failed", "Oidc:Authority and Oidc:ClientId go together — set both, or neither");
        if (ResponseType != OpenIdConnectResponseType.Code || ResponseMode != OpenIdConnectResponseMode.Query)
            throw new Errors.ArgixException("validation_failed", "Oidc:ResponseType must be code and Oidc:ResponseMode query — leave them out");
        foreach (var address in AlsoAt.Prepend(MetadataAddress).Prepend(Authority).OfType<string>())
            OidcAddresses.Require(Uri.TryCreate(address, UriKind.Absolute, out var url) ? url
                : throw new Errors.ArgixException("validation_failed", "Oidc:MetadataAddress and Oidc:AlsoAt are whole addresses — for example https://login.example.org"), "Oidc:Authority");
    }
}

/// <summary>Which addresses a provider may have.</summary>
internal static class OidcAddresses
{
    public static bool IsGood(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);

    public static Uri Require(Uri address, string what) => IsGood(address) ? address
        : throw new Errors.ArgixException("validation_failed", $"{what} '{address.GetLeftPart(UriPartial.Path)}' is not protected — use https (plain http is taken on loopback only)");
}
