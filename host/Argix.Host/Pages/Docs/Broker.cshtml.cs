using Argix.Errors;
using Argix.Web;
using Markdig;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Argix.Pages.Docs;

/// <summary>A broker's reference page: facts from the manifest and the plugin's docs.md.</summary>
[AllowAnonymous]
public sealed class BrokerModel(IBrokerDocs brokers) : PageModel
{
    // A plugin's text is a stranger's: raw HTML is shown as text, and headings get ids to link to.
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseAutoIdentifiers().DisableHtml().Build();

    public BrokerDoc Broker { get; private set; } = null!;

    /// <summary>Rendered, with links that can only lead to the web.</summary>
    public string Prose { get; private set; } = "";

    public void OnGet(string id)
    {
        Broker = brokers.Find(id) ?? throw new ArgixException("not_found", "No broker with this name is installed.");
        Prose = SafeMarkdown.ToHtml(Broker.Markdown ?? "", Pipeline);
    }
}
