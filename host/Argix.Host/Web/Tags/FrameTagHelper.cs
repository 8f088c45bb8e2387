using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Argix.Web.Tags;

/// <summary>What the script and the style sheet read from <c>html</c> and <c>body</c>; absent rather than empty.</summary>
[HtmlTargetElement("html", Attributes = "frame")]
[HtmlTargetElement("body", Attributes = "frame")]
public sealed class FrameTagHelper : TagHelper
{
    public LayoutModel Frame { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (output.TagName == "html" && Frame.Theme is not null) output.Attributes.SetAttribute("data-theme", Frame.Theme);
        if (output.TagName == "html") output.Attributes.SetAttribute("data-stream", Frame.Frame.SignedIn ? "connecting" : "off");
        if (output.TagName == "body" && Frame.Frame.SignedIn) output.Attributes.SetAttribute("data-events", "/api/v1/events");
    }
}
