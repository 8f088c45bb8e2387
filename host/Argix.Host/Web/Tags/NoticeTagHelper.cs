using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Argix.Web.Tags;

/// <summary><c>&lt;notice kind="warn"&gt;…&lt;/notice&gt;</c>: info, ok, warn or bad. Bad ones speak up at once.</summary>
[HtmlTargetElement("notice")]
public sealed class NoticeTagHelper : TagHelper
{
    public string Kind { get; set; } = "info";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.Attributes.SetAttribute("class", "notice " + Kind);
        output.Attributes.SetAttribute("role", Kind == "bad" ? "alert" : "note");
        var icon = Kind switch { "ok" => "check", "warn" => "warning", "bad" => "stop", _ => "info" };
        output.PreContent.SetHtmlContent(Html.Icon(icon) + "<div>");
        output.PostContent.SetHtmlContent("</div>");
    }
}
