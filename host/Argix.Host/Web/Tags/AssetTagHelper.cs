using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Argix.Web.Tags;

/// <summary><c>&lt;script asset="/dist/app.js"&gt;</c>, <c>&lt;link asset="…"&gt;</c>, <c>&lt;img asset="…"&gt;</c>: our file with its hash, and the nonce where it counts.</summary>
[HtmlTargetElement("script", Attributes = "asset")]
[HtmlTargetElement("link", Attributes = "asset", TagStructure = TagStructure.WithoutEndTag)]
[HtmlTargetElement("img", Attributes = "asset", TagStructure = TagStructure.WithoutEndTag)]
public sealed class AssetTagHelper(Assets assets) : TagHelper
{
    public string Asset { get; set; } = "";

    [ViewContext, HtmlAttributeNotBound]
    public ViewContext View { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.Attributes.SetAttribute(output.TagName == "link" ? "href" : "src", assets.Url(Asset));
        if (output.TagName == "img") return;
        output.Attributes.SetAttribute("nonce", CspNonce.Of(View.HttpContext));
        if (output.TagName == "script") output.Attributes.SetAttribute("type", "module"); // modules are deferred
    }
}
