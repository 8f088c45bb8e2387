using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Argix.Web.Tags;

/// <summary><c>&lt;icon name="check" /&gt;</c>: decoration; the word beside it says the meaning.</summary>
[HtmlTargetElement("icon", TagStructure = TagStructure.WithoutEndTag)]
public sealed class IconTagHelper : TagHelper
{
    public string Name { get; set; } = "";

    /// <summary>Empty, or <c>lg</c>.</summary>
    public string? Size { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(Html.Icon(Name, Size));
    }
}
