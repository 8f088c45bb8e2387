using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Argix.Web.Tags;

/// <summary>A number for the eye, with the exact value beside it for scripts and copying: <c>&lt;data value="…"&gt;</c>. Null is a dash.</summary>
public abstract class NumberTagHelper : TagHelper
{
    /// <summary>Sign always shown, with arrow and colour: for gains and losses.</summary>
    public bool Signed { get; set; }

    protected void Write(TagHelperOutput output, decimal? value, Func<decimal, string> format)
    {
        output.TagMode = TagMode.StartTagAndEndTag;
        output.TagName = value is null ? "span" : "data";
        var tone = !Signed || value is null or 0 ? "" : value > 0 ? " up" : " down";
        output.Attributes.SetAttribute("class", "num" + tone);
        if (value is not { } number)
        {
            output.Content.SetHtmlContent("<span aria-hidden=\"true\">–</span><span class=\"sr\">not known</span>");
            return;
        }
        output.Attributes.SetAttribute("value", Format.Exact(number));
        var arrow = tone.Length == 0 ? "" : $"<span aria-hidden=\"true\">{(number > 0 ? "▲" : "▼")} </span>";
        output.Content.SetHtmlContent(arrow + Html.Text(format(number)));
    }
}

/// <summary><c>&lt;money amount="@x" currency="USD" signed="true" /&gt;</c>.</summary>
[HtmlTargetElement("money", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class MoneyTagHelper : NumberTagHelper
{
    public decimal? Amount { get; set; }
    public string? Currency { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output) => Write(output, Amount, value => Format.Money(value, Currency, Signed));
}

/// <summary><c>&lt;qty value="@x" /&gt;</c>.</summary>
[HtmlTargetElement("qty", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class QuantityTagHelper : NumberTagHelper
{
    public decimal? Value { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output) => Write(output, Value, value => Format.Quantity(value, Signed));
}

/// <summary><c>&lt;price value="@x" decimals="2" /&gt;</c>.</summary>
[HtmlTargetElement("price", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class PriceTagHelper : NumberTagHelper
{
    public decimal? Value { get; set; }
    public int? Decimals { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output) => Write(output, Value, value => Format.Price(value, Decimals));
}

/// <summary><c>&lt;percent value="0.0123" signed="true" /&gt;</c>: a fraction.</summary>
[HtmlTargetElement("percent", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class PercentTagHelper : NumberTagHelper
{
    public decimal? Value { get; set; }
    public int Decimals { get; set; } = 2;

    public override void Process(TagHelperContext context, TagHelperOutput output) => Write(output, Value, value => Format.Percent(value, Decimals, Signed));
}
