using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace Argix.Web;

/// <summary>What the layouts work out before they write: environment, title, theme.</summary>
public sealed record LayoutModel(PageFrame Frame, FrameEnvironment Environment, string Title, string? Theme)
{
    public static async Task<LayoutModel> Of(HttpContext context, ViewDataDictionary view, IPageFrame frames)
    {
        PageFrame frame;
        try
        {
            frame = await frames.Get(context);
        }
        catch (Exception) when (context.Features.Get<PageError>() is not null)
        {
            frame = PageFrame.Nobody; // an error page must not fail because of what failed already
        }
        var environment = Enum.TryParse<FrameEnvironment>(view["Environment"]?.ToString(), ignoreCase: true, out var narrowed) ? narrowed : frame.Environment;
        return new LayoutModel(frame, environment, view["Title"]?.ToString() ?? "Argix", ThemeOf(context));
    }

    public string Kind => Environment.ToString().ToLowerInvariant();

    /// <summary><c>[LIVE] Orders · Argix</c>: the world stands first, where a narrow tab still shows it.</summary>
    public string TabTitle => (Environment == FrameEnvironment.None ? "" : $"[{Environment.ToString().ToUpperInvariant()}] ") + (Title == "Argix" ? Title : $"{Title} · Argix");

    public string Favicon => Environment == FrameEnvironment.None ? "/img/favicon.svg" : $"/img/favicon-{Kind}.svg";

    private static string? ThemeOf(HttpContext context) => context.Request.Cookies["argix-theme"] is "light" or "dark" ? context.Request.Cookies["argix-theme"] : null;
}
