using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Argix.Seams;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Argix.Accounts.SignOn;

/// <summary>
/// The code flow with PKCE. State and correlation cookie bind the answer to this browser; nonce and verifier travel inside the sealed state. What comes back becomes a
/// short-lived external identity, which <see cref="SignOnService"/> makes a session of, or refuses.
/// </summary>
public sealed partial class OidcHandler(IOptionsMonitor<OidcOptions> options, ILoggerFactory logger, UrlEncoder encoder, PublicAddress address, IIdSource ids, TimeProvider clock)
    : RemoteAuthenticationHandler<OidcOptions>(options, logger, encoder)
{
    /// <summary>Items of the properties that the page sets: <c>login</c> to be asked again there.</summary>
    public const string Prompt = "prompt";
    private const string Nonce = "nonce";
    private const string Verifier = "verifier";
    private const string RedirectUri = "redirect";
    private const string Issuer = "issuer";

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (await ProviderAsync() is not { } provider || !Uri.TryCreate(provider.AuthorizationEndpoint, UriKind.Absolute, out var authorize) || !OidcAddresses.IsGood(authorize))
        {
            Refuse(SignOnWords.Unreachable);
            return;
        }
        var (nonce, verifier) = (ids.NewToken(), ids.NewToken());
        properties.RedirectUri ??= "/";
        properties.Items[Nonce] = nonce;
        properties.Items[Verifier] = verifier;
        properties.Items[Issuer] = provider.Issuer;
        properties.Items[RedirectUri] = address.Link(Options.CallbackPath); // from PublicUrl, never from a Host header
        GenerateCorrelationId(properties);
        var query = new Dictionary<string, string?>
        {
            ["client_id"] = Options.ClientId, ["redirect_uri"] = properties.Items[RedirectUri], ["response_type"] = Options.ResponseType, ["response_mode"] = Options.ResponseMode,
            ["scope"] = string.Join(' ', Options.Scope), ["nonce"] = nonce, ["state"] = Options.StateDataFormat.Protect(properties),
        };
        if (Options.UsePkce)
            (query["code_challenge"], query["code_challenge_method"]) = (WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))), "S256");
        if (properties.Items.TryGetValue(Prompt, out var prompt) && prompt is not null)
            (query["prompt"], query["max_age"]) = (prompt, "0");
        Response.Redirect(QueryHelpers.AddQueryString(provider.AuthorizationEndpoint, query));
    }

    protected override async Task<HandleRequestResult> HandleRemoteAuthenticateAsync()
    {
        if (!HttpMethods.IsGet(Request.Method))
            return Refuse(SignOnWords.Malformed);
        if (Request.Query.Any(q => q.Value.Count > 1))
            return Refuse(SignOnWords.Malformed);
        if (Options.StateDataFormat.Unprotect(Request.Query["state"]) is not { } properties || !ValidateCorrelationId(properties))
            return Refuse(SignOnWords.Stale);
        try
        {
            return await AnswerAsync(properties);
        }
        catch (Exception e) when (e is SignOnException or OpenIdConnectProtocolException or Microsoft.IdentityModel.Tokens.SecurityTokenException or HttpRequestException or IOException
            or InvalidOperationException or ArgumentException or FormatException or System.Text.Json.JsonException or TaskCanceledException or Errors.ArgixException)
        {
            Logger.LogWarning("Single sign-on was refused: {Reason}", e is SignOnException ? e.Message : e.GetType().Name);
            return Refuse(e is SignOnException known ? known.Reason : SignOnWords.Checks);
        }
    }

    private async Task<HandleRequestResult> AnswerAsync(AuthenticationProperties properties)
    {
        var provider = await Options.ConfigurationManager!.GetConfigurationAsync(Context.RequestAborted);
        CheckIssuer(provider, properties);
        if (Request.Query["error"].ToString() is { Length: > 0 } error)
            throw new SignOnException(error == "access_denied" ? SignOnWords.Cancelled : SignOnWords.Refused);
        if (Request.Query["code"].ToString() is not { Length: > 0 } code)
            throw new SignOnException(SignOnWords.Malformed);
        var tokens = await ExchangeAsync(provider, properties, code);
        var (identity, jwt) = await CheckTokenAsync(provider, properties, tokens);
        await AddUserInfoAsync(provider, tokens.AccessToken, identity, jwt.Subject);
        CheckFresh(properties, identity);
        var ticketProperties = new AuthenticationProperties { RedirectUri = properties.RedirectUri, ExpiresUtc = clock.GetUtcNow().AddMinutes(5) };
        foreach (var (key, value) in properties.Items.Where(i => i.Key is Prompt or SignOnService.Purpose or SignOnService.ForUser))
            ticketProperties.Items[key] = value;
        return HandleRequestResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), ticketProperties, Scheme.Name));
    }

    private async Task<OpenIdConnectConfiguration?> ProviderAsync()
    {
        try
        {
            return await Options.ConfigurationManager!.GetConfigurationAsync(Context.RequestAborted);
        }
        catch (Exception e) when (e is InvalidOperationException or HttpRequestException or IOException or TaskCanceledException)
        {
            Logger.LogWarning("The identity provider does not describe itself at {Address} ({Error})", Options.MetadataAddress, e.GetType().Name);
            return null;
        }
    }

    // RFC 9207. An answer of another provider (mix-up) must not bring its code to this one's token endpoint.
    private void CheckIssuer(OpenIdConnectConfiguration provider, AuthenticationProperties properties)
    {
        var said = Request.Query["iss"].ToString();
        var promised = provider.AuthorizationResponseIssParameterSupported;
        var same = string.Equals(said, provider.Issuer, StringComparison.Ordinal) && string.Equals(properties.Items[Issuer], provider.Issuer, StringComparison.Ordinal);
        if (promised ? !same : said.Length > 0 && !same)
            throw new SignOnException(SignOnWords.Mixed);
    }

    // Asked to prove it again, the provider must really have asked.
    private void CheckFresh(AuthenticationProperties properties, ClaimsIdentity identity)
    {
        if (!properties.Items.ContainsKey(Prompt))
            return;
        if (!long.TryParse(identity.FindFirst("auth_time")?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            || clock.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(at) > TimeSpan.FromMinutes(5))
            throw new SignOnException(SignOnWords.NotFresh);
    }

    // The failure becomes words on the sign-in page; nothing of what came is shown.
    private HandleRequestResult Refuse(string reason)
    {
        Response.Redirect("/login?sso=" + reason);
        return HandleRequestResult.Handle();
    }
}
