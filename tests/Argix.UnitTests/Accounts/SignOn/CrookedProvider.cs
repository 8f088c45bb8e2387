using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace Argix.UnitTests.Accounts.SignOn;

/// <summary>An OpenID provider on loopback that is honest until it is told otherwise: each answer can be bent before it leaves.</summary>
internal sealed class CrookedProvider : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Dictionary<string, (string Nonce, string Challenge, string Redirect)> codes = new(StringComparer.Ordinal);
    private RSA key = RSA.Create(2048);
    private int keyNumber = 1;

    private CrookedProvider(WebApplication app) => this.app = app;

    public string Url => app.Urls.First();
    public string Subject { get; set; } = "subject-1";
    public string Email { get; set; } = "ada@argix.example";
    public object EmailVerified { get; set; } = true;
    public bool PromisesIss { get; set; }
    public int TokenRequests { get; private set; }
    public Dictionary<string, string>? LastForm { get; private set; }

    /// <summary>Bends the claims of the id token.</summary>
    public Action<Dictionary<string, object>>? Bend { get; set; }

    /// <summary>Makes the whole id token from header and claims.</summary>
    public Func<Dictionary<string, object>, Dictionary<string, object>, string>? Sign { get; set; }

    /// <summary>Bends what it says of itself.</summary>
    public Action<Dictionary<string, object>>? BendDescription { get; set; }

    /// <summary>Answers instead, whatever was asked for.</summary>
    public Func<HttpContext, Task<bool>>? Anything { get; set; }

    /// <summary>All that was asked for, by path.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>Answers the token request instead.</summary>
    public Func<HttpContext, Task<bool>>? Instead { get; set; }

    public static async Task<CrookedProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var provider = new CrookedProvider(builder.Build());
        provider.app.Run(provider.HandleAsync);
        await provider.app.StartAsync();
        return provider;
    }

    public void RollKeys() => (key, keyNumber) = (RSA.Create(2048), keyNumber + 1);

    /// <summary>What a browser is sent to after the person has agreed: the parameters of our address.</summary>
    public Dictionary<string, string?> Agree(Uri authorize)
    {
        var asked = QueryHelpers.ParseQuery(authorize.Query);
        var code = "code-" + codes.Count;
        codes[code] = (asked["nonce"].ToString(), asked["code_challenge"].ToString(), asked["redirect_uri"].ToString());
        return new() { ["code"] = code, ["state"] = asked["state"].ToString(), ["iss"] = Url };
    }

    public string Token(Dictionary<string, object> header, Dictionary<string, object> claims, RSA? with = null) =>
        $"{Part(header)}.{Part(claims)}" is var text ? $"{text}.{WebEncoders.Base64UrlEncode((with ?? key).SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}" : "";

    public static string Part(object value) => WebEncoders.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(value));

    public byte[] PublicKey => key.ExportSubjectPublicKeyInfo();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        Asked.Enqueue(context.Request.Path.Value!);
        if (Anything is null || !await Anything(context))
            await AnswerAsync(context);
    }

    private Task AnswerAsync(HttpContext context) => context.Request.Path.Value switch
    {
        "/.well-known/openid-configuration" => context.Response.WriteAsJsonAsync(Description()),
        "/jwks" => context.Response.WriteAsJsonAsync(new { keys = new[] { Jwk() } }),
        "/token" => TokenAsync(context),
        _ => Task.CompletedTask,
    };

    private Dictionary<string, object> Description()
    {
        var description = new Dictionary<string, object>
        {
            ["issuer"] = Url, ["authorization_endpoint"] = Url + "/authorize", ["token_endpoint"] = Url + "/token", ["jwks_uri"] = Url + "/jwks",
            ["response_types_supported"] = new[] { "code" }, ["subject_types_supported"] = new[] { "public" }, ["id_token_signing_alg_values_supported"] = new[] { "RS256" },
            ["authorization_response_iss_parameter_supported"] = PromisesIss,
        };
        BendDescription?.Invoke(description);
        return description;
    }

    private object Jwk() => new { kty = "RSA", use = "sig", alg = "RS256", kid = "k" + keyNumber, n = WebEncoders.Base64UrlEncode(key.ExportParameters(false).Modulus!), e = WebEncoders.Base64UrlEncode(key.ExportParameters(false).Exponent!) };

    private async Task TokenAsync(HttpContext context)
    {
        TokenRequests++;
        LastForm = (await context.Request.ReadFormAsync()).ToDictionary(f => f.Key, f => f.Value.ToString());
        if (Instead is not null && await Instead(context))
            return;
        var challenge = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(LastForm.GetValueOrDefault("code_verifier") ?? "")));
        if (!codes.Remove(LastForm["code"], out var given) || given.Challenge != challenge || given.Redirect != LastForm["redirect_uri"])
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsJsonAsync(new { error = "invalid_grant" });
            return;
        }
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var header = new Dictionary<string, object> { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = "k" + keyNumber };
        var claims = new Dictionary<string, object>
        {
            ["iss"] = Url, ["aud"] = "argix", ["sub"] = Subject, ["nonce"] = given.Nonce, ["iat"] = now, ["exp"] = now + 300, ["auth_time"] = now, ["email"] = Email, ["email_verified"] = EmailVerified,
        };
        Bend?.Invoke(claims);
        await context.Response.WriteAsJsonAsync(new { access_token = "a", token_type = "Bearer", expires_in = 300, id_token = Sign?.Invoke(header, claims) ?? Token(header, claims) });
    }
}
