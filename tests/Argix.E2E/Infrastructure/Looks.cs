using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Argix.E2E.Infrastructure;

/// <summary>The page that is open, looked at as four readers see it: on a desk and on a phone, light and dark.</summary>
public static class Looks
{
    private const string TooWide =
        """
        () => document.scrollingElement.scrollWidth <= innerWidth ? [] : [document.scrollingElement.scrollWidth + ' px', ...[...document.querySelectorAll('body *')]
            .filter(e => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 3).map(e => e.outerHTML.slice(0, 120))]
        """;

    private static readonly AxeRunOptions WhatScrolls = new() { RunOnly = RunOnlyOptions.Rules("scrollable-region-focusable") };
    private static readonly (int Width, int Height)[] Sizes = [(1440, 900), (390, 844)];
    private static readonly ColorScheme[] Schemes = [ColorScheme.Light, ColorScheme.Dark];

    /// <summary>Four pictures, <c>&lt;name&gt;-1440-light.png</c> and so on. Asked to, the first one becomes a picture of the documentation too.</summary>
    public static async Task PhotographAsync(this Visitor visitor, string name, string? documented = null)
    {
        if (documented is not null && Environment.GetEnvironmentVariable("ARGIX_UPDATE_SCREENSHOTS") == "1") await DocumentAsync(visitor, documented);
        await EachAsync(visitor, look => visitor.ScreenshotAsync($"{name}-{look}"));
    }

    /// <summary>What a reader would stumble over: axe's violations, light and dark, and a page wider than the phone. Empty is good. Takes the four pictures on the way.</summary>
    public static async Task<(IReadOnlyList<string> Misfits, IReadOnlyList<string> Axe)> StumblingAsync(this Visitor visitor, string name)
    {
        var (found, stumbles) = (new List<string>(), new List<string>());
        await EachAsync(visitor, async look =>
        {
            await visitor.ScreenshotAsync($"{name}-{look}");
            found.AddRange((await visitor.Page.EvaluateAsync<string[]>(TooWide)).Select(w => $"{look}: wider than the screen: {w}"));
            // A phone shows the same words and colours, laid out in one column: there only what scrolls is new.
            var axe = look.StartsWith("390", StringComparison.Ordinal) ? await visitor.Page.RunAxe(WhatScrolls) : await visitor.Page.RunAxe();
            stumbles.AddRange(axe.Violations.SelectMany(v => v.Nodes.Select(n => $"{look}: {v.Id}: {n.Target}: {n.Any.FirstOrDefault()?.Message ?? v.Help}")));
        });
        return (found, stumbles);
    }

    private static async Task EachAsync(Visitor visitor, Func<string, Task> look)
    {
        var before = visitor.Page.ViewportSize!;
        foreach (var (width, height) in Sizes)
        {
            await visitor.Page.SetViewportSizeAsync(width, height);
            foreach (var scheme in Schemes)
            {
                await visitor.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
                await look($"{width}-{(scheme == ColorScheme.Dark ? "dark" : "light")}");
            }
        }
        await visitor.Page.SetViewportSizeAsync(before.Width, before.Height);
        await visitor.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }

    private static async Task DocumentAsync(Visitor visitor, string name)
    {
        await visitor.Page.SetViewportSizeAsync(1440, 900);
        var folder = Directory.CreateDirectory(Path.Combine(Places.Root, "docs", "screenshots")).FullName;
        await visitor.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png") });
    }
}
