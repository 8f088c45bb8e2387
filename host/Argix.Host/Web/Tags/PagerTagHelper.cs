using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.AspNetCore.WebUtilities;

namespace Argix.Web.Tags;

/// <summary><c>&lt;pager next="@cursor" /&gt;</c>: newest first and older ones by cursor; keeps the other query values.</summary>
[HtmlTargetElement("pager", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class PagerTagHelper : TagHelper
{
    public string? Next { get; set; }

    [ViewContext, HtmlAttributeNotBound]
    public ViewContext View { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var request = View.HttpContext.Request;
        var paged = request.Query.ContainsKey("cursor");
        output.TagName = null;
        var last = string.IsNullOrEmpty(Next); // Razor turns null into an empty text
        if (last && !paged) return;
        var newest = paged ? $"<a class=\"btn small\" href=\"{Html.Text(Link(request, null))}\">{Html.Icon("left")}Newest</a>" : "<span></span>";
        var older = last ? "<span></span>" : $"<a class=\"btn small\" rel=\"next\" href=\"{Html.Text(Link(request, Next))}\">Older{Html.Icon("right")}</a>";
        output.Content.SetHtmlContent($"<nav class=\"pager\" aria-label=\"Pages\">{newest}{older}</nav>");
    }

    private static string Link(HttpRequest request, string? cursor)
    {
        var query = request.Query.Where(pair => pair.Key != "cursor").ToDictionary(pair => pair.Key, pair => (string?)pair.Value.ToString());
        if (cursor is not null) query["cursor"] = cursor;
        return QueryHelpers.AddQueryString(request.Path, query);
    }
}
