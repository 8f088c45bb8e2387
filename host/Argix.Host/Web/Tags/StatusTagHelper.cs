using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Argix.Web.Tags;

/// <summary><c>&lt;status value="connected" /&gt;</c>: a badge for a connection's, plugin's, strategy's or check's status: colour, icon and word.</summary>
[HtmlTargetElement("status", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class StatusTagHelper : TagHelper
{
    public string Value { get; set; } = "";

    /// <summary>Another word than the status' own.</summary>
    public string? Word { get; set; }

    public string? Title { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        var (kind, icon) = Look(Value);
        output.Content.SetHtmlContent(Html.Badge(kind, icon, Word ?? Format.Words(Value), Title));
    }

    internal static (string Kind, string Icon) Look(string value) => value switch
    {
        "connected" or "running" or "available" or "armed" or "passed" or "ok" or "trusted" or "core" or "live" or "active" => ("ok", "check"),
        "degraded" or "warning" or "overridden" or "untrusted" or "pending_restart" or "unsigned" => ("warn", "warning"),
        "reauth_required" => ("warn", "key"),
        "maintenance" => ("warn", "repair"),
        "unknown" => ("warn", "question"),
        "failed" or "faulted" or "incompatible" or "broken" or "error" => ("bad", "cross"),
        "connecting" or "disconnecting" => ("info busy", "turn"),
        "paused" or "disabled" or "disarmed" => ("outline", "pause"),
        "docs_only" => ("outline", "docs"),
        _ => ("outline", "ring"),
    };
}
