using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Argix.Accounts.SignOn;

// The back channel: the exchange, the id token, the address.
public sealed partial class OidcHandler
{
    private async Task<OpenIdConnectMessage> ExchangeAsync(OpenIdConnectConfiguration provider, AuthenticationProperties properties, string code)
    {
        var form = new Dictionary<string, string?>
        {
            ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = properties.Items[RedirectUri], ["client_id"] = Options.ClientId,
        };
        if (Options.UsePkce)
            form["code_verifier"] = properties.Items[Verifier];
        using var request = new HttpRequestMessage(HttpMethod.Post, OidcAddresses.Require(new Uri(provider.TokenEndpoint), "The provider's token endpoint"));
        // client_secret_basic unless the provider says that it takes only the other.
        if (!string.IsNullOrEmpty(Options.ClientSecret) && provider.TokenEndpointAuthMethodsSupported.Count > 0 && !provider.TokenEndpointAuthMethodsSupported.Contains("client_secret_basic"))
            form["client_secret"] = Options.ClientSecret;
        else if (!string.IsNullOrEmpty(Options.ClientSecret))
            request.Headers.Authorization = new("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Uri.EscapeDataString(Options.ClientId!) + ":" + Uri.EscapeDataString(Options.ClientSecret))));
        request.Content = new FormUrlEncodedContent(form);
        request.Headers.Accept.ParseAdd("application/json");
        using var answer = await Options.Backchannel.SendAsync(request, Context.RequestAborted);
        if (!answer.IsSuccessStatusCode || answer.Content.Headers.ContentType?.MediaType is not "application/json")
            throw new SignOnException(SignOnWords.Refused);
        return new OpenIdConnectMessage(await answer.Content.ReadAsStringAsync(Context.RequestAborted));
    }

    private async Task<(ClaimsIdentity Identity, JsonWebToken Token)> CheckTokenAsync(OpenIdConnectConfiguration provider, AuthenticationProperties properties, OpenIdConnectMessage tokens)
    {
        var result = await ValidateAsync(provider, tokens.IdToken);
        if (!result.IsValid && result.Exception is SecurityTokenSignatureKeyNotFoundException && Options.RefreshOnIssuerKeyNotFound)
        {
            // The provider may have new keys. Asked once, and the manager is told, so that the next sign-in knows them.
            Options.ConfigurationManager!.RequestRefresh();
            provider = await OpenIdConnectConfigurationRetriever.GetAsync(Options.MetadataAddress, OidcSetup.Documents(Options), Context.RequestAborted);
            result = await ValidateAsync(provider, tokens.IdToken);
        }
        if (!result.IsValid || result.SecurityToken is not JsonWebToken token)
            throw result.Exception ?? new SignOnException(SignOnWords.Checks);
        // Nonce, sub, azp where there are several audiences, at_hash. The validator speaks of the older class, which reads the same text.
        var read = new System.IdentityModel.Tokens.Jwt.JwtSecurityToken(token.EncodedToken);
        Options.ProtocolValidator.ValidateTokenResponse(new OpenIdConnectProtocolValidationContext
        {
            ClientId = Options.ClientId, ProtocolMessage = tokens, ValidatedIdToken = read, Nonce = properties.Items[Nonce],
        });
        // azp must be there with several audiences, and is checked whenever it is.
        if (token.TryGetClaim("azp", out var azp) ? azp.Value != Options.ClientId : token.Audiences.Count() > 1)
            throw new SignOnException(SignOnWords.Checks);
        return (result.ClaimsIdentity, token);
    }

    private Task<TokenValidationResult> ValidateAsync(OpenIdConnectConfiguration provider, string? idToken)
    {
        var rules = Options.TokenValidationParameters.Clone();
        rules.ValidIssuer = provider.Issuer;
        rules.ValidAudience = Options.ClientId;
        rules.IssuerSigningKeys = provider.SigningKeys;
        // By our own clock. The skew is added to now, so that the ends of time do not overflow.
        var now = clock.GetUtcNow().UtcDateTime;
        rules.LifetimeValidator = (before, until, _, r) => until is { } end && now - r.ClockSkew < end && (before is not { } begin || now + r.ClockSkew >= begin);
        return Options.TokenHandler.ValidateTokenAsync(idToken ?? "", rules);
    }

    private async Task AddUserInfoAsync(OpenIdConnectConfiguration provider, string? accessToken, ClaimsIdentity identity, string subject)
    {
        if (!Options.GetClaimsFromUserInfoEndpoint || identity.HasClaim(c => c.Type == "email") || string.IsNullOrEmpty(provider.UserInfoEndpoint) || string.IsNullOrEmpty(accessToken))
            return;
        using var request = new HttpRequestMessage(HttpMethod.Get, OidcAddresses.Require(new Uri(provider.UserInfoEndpoint), "The provider's userinfo endpoint"));
        request.Headers.Authorization = new("Bearer", accessToken);
        using var answer = await Options.Backchannel.SendAsync(request, Context.RequestAborted);
        if (!answer.IsSuccessStatusCode || answer.Content.Headers.ContentType?.MediaType is not "application/json")
            return; // without an address a person who is linked signs in all the same
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Context.RequestAborted));
        if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("sub", out var sub) || sub.ValueKind != JsonValueKind.String || sub.GetString() != subject)
            throw new SignOnException(SignOnWords.Checks);
        foreach (var name in new[] { "email", "email_verified" })
            if (json.RootElement.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.True or JsonValueKind.False)
                identity.AddClaim(new Claim(name, value.ToString()));
    }
}
