using Argix.Accounts;
using Argix.Connections;
using Argix.Errors;
using Argix.Pages.Brokers;
using Argix.Plugins;
using Argix.Web;
using Markdig;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Argix.Pages.Docs;

/// <summary>A broker's reference page: facts from the manifest, the plugin's docs.md, and a way to run the checks.</summary>
[AllowAnonymous]
public sealed class BrokerModel(IBrokerDocs docs, BrokerCatalogue catalogue, ConnectionService connections) : PageModel
{
    // A plugin's text is a stranger's: raw HTML is shown as text, and headings get ids to link to.
    internal static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseAutoIdentifiers().DisableHtml().Build();

    public BrokerDoc Broker { get; private set; } = null!;

    public BrokerEntry Entry { get; private set; } = null!;

    public IReadOnlyList<Capability> Capabilities { get; private set; } = [];

    /// <summary>The signed-in reader's own connections with this broker; what Diagnose runs on.</summary>
    public IReadOnlyList<ConnectionView> Mine { get; private set; } = [];

    public bool MayTrade { get; private set; }

    /// <summary>Rendered, with links that can only lead to the web.</summary>
    public string Prose { get; private set; } = "";

    public async Task OnGetAsync(string id)
    {
        Broker = docs.Find(id) ?? throw new ArgixException("not_found", "No broker with this name is installed.");
        Entry = catalogue.Require(id);
        Capabilities = BrokerFacts.Of(Entry.Manifest);
        Prose = Reachable(SafeMarkdown.ToHtml(WithoutTitle(Broker.Markdown ?? ""), Pipeline));
        if (Caller.Find(User) is not { } me)
            return;
        MayTrade = me.May(Scopes.Trade);
        Mine = [.. (await connections.ListAsync(me.WorkspaceId, HttpContext.RequestAborted)).Where(c => c.BrokerId == id && c.Status is not ("disconnected" or "disconnecting" or "disabled"))];
    }

    // The page has the broker's name as its title already.
    private static string WithoutTitle(string markdown) => markdown.StartsWith("# ", StringComparison.Ordinal) ? markdown[(markdown.IndexOf('\n') + 1)..] : markdown;

    // A wide table scrolls, and a keyboard must be able to scroll it; a corner without words heads nothing. The tags are ours: a plugin's raw HTML is text by now.
    private static string Reachable(string html) => html
        .Replace("<table>", "<div class=\"table-wrap\" role=\"group\" aria-label=\"Table\" tabindex=\"0\"><table>", StringComparison.Ordinal)
        .Replace("</table>", "</table></div>", StringComparison.Ordinal)
        .Replace("<th></th>", "<td></td>", StringComparison.Ordinal);
}
