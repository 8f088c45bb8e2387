using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Argix.Web.Tags;

/// <summary>
/// <c>&lt;check name="Clock" status="failed" code="clock_skew" detail="…" /&gt;</c> inside <c>&lt;ul class="checks"&gt;</c>.
/// Status: passed, failed, warning, skipped, running, waiting. A code links to its help.
/// </summary>
[HtmlTargetElement("check", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class CheckTagHelper : TagHelper
{
    public string Name { get; set; } = "";
    public string Status { get; set; } = "";
    public string? Code { get; set; }
    public string? Detail { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "li";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", Status);
        output.Attributes.SetAttribute("data-key", Name);
        var icon = Status switch { "passed" => "check", "failed" => "cross", "warning" => "warning", "running" => "turn", _ => "ring" };
        var help = string.IsNullOrEmpty(Code) ? "" : $" <a href=\"/docs/errors#{Html.Text(Code)}\"><code>{Html.Text(Code)}</code></a>";
        var detail = string.IsNullOrEmpty(Detail) && help.Length == 0 ? "" : $"<span class=\"check-detail\">{Html.Text(Detail)}{help}</span>";
        output.Content.SetHtmlContent(
            $"{Html.Icon(icon)}<span class=\"check-name\">{Html.Text(Name)}</span><span class=\"small\">{Html.Text(Format.Words(Status))}</span>{detail}");
    }
}
