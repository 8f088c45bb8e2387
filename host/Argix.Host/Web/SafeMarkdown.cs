using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Argix.Web;

/// <summary>Markdown from a plugin: no raw HTML, no script or data addresses, no pictures from elsewhere.</summary>
public static class SafeMarkdown
{
    public static string ToHtml(string text, MarkdownPipeline pipeline)
    {
        var document = Markdown.Parse(text, pipeline);
        foreach (var link in document.Descendants<LinkInline>().ToList())
            if (link.IsImage || !Allowed(link.Url)) link.ReplaceBy(new LiteralInline(Words(link)));
        foreach (var link in document.Descendants<AutolinkInline>().ToList())
            if (!link.IsEmail && !Allowed(link.Url)) link.ReplaceBy(new LiteralInline(link.Url));
        foreach (var heading in document.Descendants<HeadingBlock>())
            heading.Level = Math.Max(heading.Level, 2); // the page has its h1
        return document.ToHtml(pipeline);
    }

    private static bool Allowed(string? url) =>
        url is not null && (url.StartsWith('#') || (url.StartsWith('/') && !url.StartsWith("//", StringComparison.Ordinal)) ||
            url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase));

    private static string Words(ContainerInline link) => string.Concat(link.Descendants<LiteralInline>().Select(literal => literal.Content.ToString()));
}
