using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Argix.Web.Tags;

/// <summary><c>&lt;env kind="paper" /&gt;</c>: paper striped, demo dotted, live solid.</summary>
[HtmlTargetElement("env", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class EnvTagHelper : TagHelper
{
    public string Kind { get; set; } = "";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        var (kind, icon, word) = Kind.ToLowerInvariant() switch
        {
            "live" => ("live", "bolt", "Live"),
            "demo" => ("demo", "flask", "Demo"),
            "paper" => ("paper", "paper", "Paper"),
            _ => ("", "", ""),
        };
        if (kind.Length > 0) output.Content.SetHtmlContent($"<span class=\"env {kind}\">{Html.Icon(icon)}{word}</span>");
    }
}
