using System.Text.Encodings.Web;

namespace Argix.Web.Tags;

/// <summary>The two things that every tag helper writes by hand.</summary>
internal static class Html
{
    public static string Icon(string name, string? size = null) =>
        $"<svg class=\"icon{(size is null ? "" : " icon-" + size)}\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">{Icons.Find(name)}</svg>";

    public static string Text(string? text) => HtmlEncoder.Default.Encode(text ?? "");

    public static string Badge(string kind, string icon, string word, string? title = null) =>
        $"<span class=\"badge {kind}\"{(title is null ? "" : $" title=\"{Text(title)}\"")}>{Icon(icon)}{Text(word)}</span>";
}
