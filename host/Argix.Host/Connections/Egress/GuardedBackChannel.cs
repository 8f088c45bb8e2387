using Argix.Accounts.SignOn;

namespace Argix.Connections.Egress;

/// <summary>
/// Single sign-on through the guard. The provider describes itself, so its description decides which addresses are called next: only those of the origin that the
/// deployment configured have its permission, all others are treated like any address from outside.
/// </summary>
public sealed class GuardedBackChannel(OutboundGuard guard) : IBackChannel
{
    public HttpMessageHandler Open(IReadOnlyCollection<Uri> named) => new Route(guard, named);

    private sealed class Route(OutboundGuard guard, IReadOnlyCollection<Uri> named) : HttpMessageHandler
    {
        private readonly HttpMessageInvoker _strict = new(GuardedHandler.Create(guard, allowListed: false));
        private readonly HttpMessageInvoker _named = new(GuardedHandler.Create(guard, allowListed: true));

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var url = request.RequestUri!;
            var isNamed = named.Any(n => SameOrigin(n, url));
            return OutboundGuard.Refuse(url, isNamed) is { } refusal ? throw new GuardRefusedException($"the identity provider's address is not called: {refusal}")
                : (isNamed ? _named : _strict).SendAsync(request, cancellationToken);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _strict.Dispose();
                _named.Dispose();
            }
            base.Dispose(disposing);
        }

        private static bool SameOrigin(Uri one, Uri other) =>
            Uri.Compare(one, other, UriComponents.SchemeAndServer | UriComponents.Port, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;
    }
}
