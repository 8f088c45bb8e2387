using System.Text;

namespace Argix.Contracts.Testing.Kit;

/// <summary>What becomes of a call. <paramref name="Acts"/>: the venue does what was asked. <paramref name="Holds"/>: nothing comes back until the caller gives up.</summary>
internal sealed record PortFault(bool Acts, Func<KitPort, VenueScript, Request, Reply?, Answer> Gives, bool Holds = false)
{
    /// <summary>Not a byte leaves.</summary>
    public static readonly PortFault NotSent = new(false, (port, _, _, _) => port.Nothing(Sent.No, "connection refused"));

    /// <summary>The connection is cut before the venue looks at the request.</summary>
    public static readonly PortFault LoseRequest = new(false, (port, _, _, _) => port.Nothing(Sent.Unknown, "connection reset"));

    /// <summary>The venue does it, then the connection is cut.</summary>
    public static readonly PortFault LoseAnswer = new(true, (port, _, _, _) => port.Nothing(Sent.Unknown, "connection reset"));

    /// <summary>The venue does it and is never heard of again.</summary>
    public static readonly PortFault Hold = new(true, (port, _, _, _) => port.Nothing(Sent.Unknown, "no answer in time"), Holds: true);

    /// <summary>The venue does it; its answer breaks off in the middle.</summary>
    public static readonly PortFault Truncate = new(true, (port, _, _, reply) => port.Heard(reply! with { Body = reply.Body[..(reply.Body.Length / 2)] }));

    /// <summary>The venue does nothing, in its own words.</summary>
    public static PortFault Say(Saying what) => new(false, (port, script, request, _) => port.Heard(Words(script, what, request)));

    /// <summary>The venue does it, and says something else of it.</summary>
    public static PortFault SayAfter(Saying what) => new(true, (port, script, request, _) => port.Heard(Words(script, what, request)));

    /// <summary>An answer of somebody on the way, in place of the venue's; nothing was done there.</summary>
    public static PortFault Instead(Reply reply) => new(false, (port, _, _, _) => port.Heard(reply));

    /// <summary>An answer of somebody on the way, after the venue has done it.</summary>
    public static PortFault After(Reply reply) => new(true, (port, _, _, _) => port.Heard(reply));

    /// <summary>The venue's answer with a text changed in it.</summary>
    public static PortFault Changed(string from, string to) => new(true, (port, _, _, reply) =>
    {
        var text = Encoding.UTF8.GetString(reply!.Body.Span);
        port.Changed |= text.Contains(from, StringComparison.OrdinalIgnoreCase);
        return port.Heard(reply with { Body = Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.OrdinalIgnoreCase)) });
    });

    private static Reply Words(VenueScript script, Saying what, Request request) => script.Say(what, request) ?? what switch
    {
        Saying.RateLimited => Reply.Text("{}", 429).With("Retry-After", "1"),
        Saying.Unavailable => Reply.Text("{}", 503),
        _ => throw new KitFailure($"the venue script has no words for {what}: return them from Say"),
    };
}

/// <summary>Answers of things that stand between us and the venue.</summary>
internal static class Noise
{
    public static readonly Reply Html = Reply.Text("<html><body><h1>502 Bad Gateway</h1></body></html>", 200, "text/html");
    public static readonly Reply Nothing = new(200, default);
    public static readonly Reply EmptyObject = Reply.Text("{}");
    public static readonly Reply Null = Reply.Text("null");
    public static readonly Reply Redirect = new Reply(302, default, "text/html").With("Location", "https://elsewhere.example/");

    public static Reply Page(int status) => Html with { Status = status };

    public static Reply Error(int status) => Reply.Text("{}", status);
}
