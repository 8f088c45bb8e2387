namespace Argix.Accounts.SignOn;

/// <summary>How the identity provider is called. The room that has the outbound guard answers; here is only said what the deployment named.</summary>
public interface IBackChannel
{
    /// <summary>
    /// A handler that follows nothing, remembers nothing, and dials only what the guard lets out. The origins in <paramref name="named"/> may stand on private addresses, and
    /// on this machine where they say so; whatever else the provider's own description names must be public.
    /// </summary>
    HttpMessageHandler Open(IReadOnlyCollection<Uri> named);
}
