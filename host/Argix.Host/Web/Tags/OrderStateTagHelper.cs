using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Argix.Web.Tags;

/// <summary><c>&lt;order-state value="partially_filled" /&gt;</c>; <c>in-doubt="true"</c> where the venue has not spoken.</summary>
[HtmlTargetElement("order-state", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class OrderStateTagHelper : TagHelper
{
    public string Value { get; set; } = "";

    public bool InDoubt { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        var (kind, icon, title) = Look(Value);
        if (InDoubt) (kind, icon, title) = ("warn", "question", "We asked the broker and have no answer yet. We ask again; nothing is sent twice.");
        output.Content.SetHtmlContent(Html.Badge(kind, icon, Format.Words(Value), title));
    }

    /// <summary>The state in a sentence.</summary>
    public static string Meaning(string state) => Look(state).Title;

    internal static (string Kind, string Icon, string Title) Look(string state) => state switch
    {
        "pending_submit" => ("info busy", "turn", "Written down, on its way to the broker."),
        "unknown" => ("warn", "question", "We asked the broker to place this and got no answer. We will not send it again; we ask what became of it."),
        "working" => ("info", "dot", "The broker has it; waiting for a match."),
        "partially_filled" => ("info", "half", "Part of it is filled, the rest is waiting."),
        "pending_cancel" => ("info busy", "turn", "Cancelling was asked for; the broker has not confirmed yet."),
        "pending_replace" => ("info busy", "turn", "A change was asked for; the broker has not confirmed yet."),
        "filled" => ("ok", "check", "Filled completely."),
        "cancelled" => ("outline", "minus", "Cancelled at the broker."),
        "expired" => ("outline", "clock", "Its time in force ended at the broker."),
        "rejected" => ("bad", "cross", "The broker refused it."),
        "denied" => ("bad", "shield", "One of your own limits refused it; nothing was sent."),
        "not_sent" => ("outline", "cross", "It never reached the broker."),
        _ => ("outline", "ring", ""),
    };
}
