using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Argix.Connections.Egress;
using Argix.Contracts;
using Argix.Contracts.Manifest;
using Argix.Plugins;

namespace Argix.Connections.OAuth;

/// <summary>The token and revocation requests: through the outbound guard, once each, without redirects, cookies or proxy, bounded in time and size. Nothing of them is logged.</summary>
public sealed class OAuthWire(OutboundGuard guard, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly HttpMessageInvoker strict = new(GuardedHandler.Create(guard, allowListed: false));
    private readonly HttpMessageInvoker allowListed = new(GuardedHandler.Create(guard, allowListed: true));

    /// <summary>A token request.</summary>
    public async Task<TokenAnswer> TokenAsync(Uri endpoint, bool allowed, OAuthFact fact, OAuthClient client, IReadOnlyDictionary<string, string> form)
    {
        var (status, body, fault) = await SendAsync(endpoint, allowed, fact, client, form);
        return fault is null ? TokenAnswer.Read(fact, status, body.Span) : fault;
    }

    /// <summary>RFC 7009. True when the broker confirmed it (an unknown token counts: it is gone).</summary>
    public async Task<bool> RevokeAsync(Uri endpoint, bool allowed, OAuthFact fact, OAuthClient client, string token, string kind)
    {
        var (status, _, fault) = await SendAsync(endpoint, allowed, fact, client, new Dictionary<string, string> { ["token"] = token, ["token_type_hint"] = kind });
        return fault is null && status is >= 200 and < 300;
    }

    public void Dispose()
    {
        strict.Dispose();
        allowListed.Dispose();
    }

    private async Task<(int Status, ReadOnlyMemory<byte> Body, TokenAnswer? Fault)> SendAsync(Uri endpoint, bool allowed, OAuthFact fact, OAuthClient client, IReadOnlyDictionary<string, string> form)
    {
        if (OutboundGuard.Refuse(endpoint, allowed) is { } refusal)
        {
            return (0, default, new(null, TokenFailure.Strange, ErrorCodes.BrokerProtocolError, $"The sign-in address is not called: {refusal}."));
        }
        using var request = Request(endpoint, fact, client, form);
        using var deadline = new CancellationTokenSource(Patience, clock);
        try
        {
            using var response = await (allowed ? allowListed : strict).SendAsync(request, deadline.Token);
            var (body, fault) = await AnswerReader.ReadAsync(response, deadline.Token);
            return fault is null ? ((int)response.StatusCode, body, null) : (0, default, new(null, TokenFailure.Strange, ErrorCodes.BrokerProtocolError, "The broker's sign-in answer cannot be read."));
        }
        catch (OperationCanceledException)
        {
            return (0, default, TokenAnswer.Lost(ErrorCodes.BrokerTimeout, "The broker's sign-in service did not answer in time."));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            return (0, default, TokenAnswer.Lost(ErrorCodes.BrokerUnreachable, "The broker's sign-in service cannot be reached."));
        }
    }

    private static HttpRequestMessage Request(Uri endpoint, OAuthFact fact, OAuthClient client, IReadOnlyDictionary<string, string> form)
    {
        var all = new Dictionary<string, string>(form);
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Version = new(1, 1) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.UserAgent.ParseAdd("Argix");
        if (fact.ClientAuth == "basic" && client.Secret is { } secret)
        {
            // RFC 6749, 2.3.1: both are form-encoded before they are joined.
            var pair = $"{Uri.EscapeDataString(client.Id)}:{Uri.EscapeDataString(secret)}";
            request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        }
        else
        {
            all["client_id"] = client.Id;
            if (fact.ClientAuth == "body" && client.Secret is { } inBody)
            {
                all["client_secret"] = inBody;
            }
        }
        request.Content = fact.Body == "json" ? new StringContent(JsonSerializer.Serialize(all), Encoding.UTF8, "application/json") : new FormUrlEncodedContent(all);
        return request;
    }
}
