using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Argix.Web.Tags;

/// <summary><c>&lt;code-chip value="@hash" shorten="12" /&gt;</c>: an id or hash with a copy button; the whole value is what is copied.</summary>
[HtmlTargetElement("code-chip", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class CodeChipTagHelper : TagHelper
{
    public string? Value { get; set; }

    /// <summary>Characters shown; 0 shows all.</summary>
    public int Shorten { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        if (string.IsNullOrEmpty(Value)) return;
        var shown = Shorten > 0 && Value.Length > Shorten ? Value[..Shorten] + "…" : Value;
        var whole = Html.Text(Value);
        output.Content.SetHtmlContent(
            $"<span class=\"chip\"><span title=\"{whole}\">{Html.Text(shown)}</span>" +
            $"<button type=\"button\" data-copy-text=\"{whole}\" aria-label=\"Copy {whole}\">{Html.Icon("copy")}</button></span>");
    }
}
