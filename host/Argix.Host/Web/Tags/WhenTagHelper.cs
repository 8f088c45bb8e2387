using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Argix.Web.Tags;

/// <summary><c>&lt;when at="@x" /&gt;</c>: UTC as text, the reader's own time in the title; <c>relative="true"</c> becomes "5 s ago".</summary>
[HtmlTargetElement("when", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class WhenTagHelper : TagHelper
{
    public DateTimeOffset? At { get; set; }

    public bool Relative { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "num");
        if (At is not { } at)
        {
            output.TagName = "span";
            output.Content.SetHtmlContent("<span aria-hidden=\"true\">–</span><span class=\"sr\">never</span>");
            return;
        }
        output.TagName = "time";
        output.Attributes.SetAttribute("datetime", Format.Iso(at));
        output.Attributes.SetAttribute("title", Format.Utc(at));
        output.Attributes.SetAttribute(Relative ? "data-rel" : "data-local", "");
        output.Content.SetContent(Format.Utc(at));
    }
}
