namespace Argix.Web.Tags;

/// <summary>Our own line icons, drawn on a 24 × 24 grid; each is the inside of an svg element.</summary>
internal static class Icons
{
    public static string Find(string name) => Paths.GetValueOrDefault(name) ?? throw new ArgumentException($"There is no icon “{name}”.", nameof(name));

    private static readonly Dictionary<string, string> Paths = new(StringComparer.Ordinal)
    {
        ["dashboard"] = P("M4 13a8 8 0 1 1 16 0") + P("M12 13l4-4") + P("M4 18h16"),
        ["market"] = P("M4 10V20h16V10") + P("M3 10l2-6h14l2 6z") + P("M10 20v-5h4v5"),
        ["link"] = P("M10 14a4 4 0 0 0 6 0l3-3a4.2 4.2 0 0 0-6-6l-1 1") + P("M14 10a4 4 0 0 0-6 0l-3 3a4.2 4.2 0 0 0 6 6l1-1"),
        ["orders"] = P("M4 6h16M4 12h16M4 18h10"),
        ["positions"] = P("M4 20V10h4v10M10 20V4h4v16M16 20v-7h4v7"),
        ["strategy"] = C(6, 6, 2.5) + C(18, 12, 2.5) + C(6, 18, 2.5) + P("M8.5 6H12a3.5 3.5 0 0 1 3.5 3.5V12M8.5 18H12a3.5 3.5 0 0 0 3.5-3.5V12"),
        ["shield"] = P("M12 3l8 3v6c0 4.5-3.2 7.6-8 9-4.8-1.4-8-4.5-8-9V6z"),
        ["audit"] = P("M6 3h9l4 4v14H6z") + P("M9 12l2 2 4-4M9 18h6"),
        ["plugin"] = P("M9 3v5M15 3v5M6 8h12v4a6 6 0 0 1-12 0zM12 18v3"),
        ["docs"] = P("M12 6c-2-1.6-5-2-8-2v15c3 0 6 .4 8 2 2-1.6 5-2 8-2V4c-3 0-6 .4-8 2zM12 6v15"),
        ["settings"] = C(12, 12, 3) + P("M12 2.5v3M12 18.5v3M2.5 12h3M18.5 12h3M5.3 5.3l2.1 2.1M16.6 16.6l2.1 2.1M5.3 18.7l2.1-2.1M16.6 7.4l2.1-2.1"),
        ["repair"] = P("M14.5 6.5a4.5 4.5 0 0 1 5.6-1.8l-3 3 .6 2.6 2.6.6 1-1a4.5 4.5 0 0 1-6 5.6L8.5 22 4 17.5l6.5-6.8a4.5 4.5 0 0 1 4-4.2z"),
        ["user"] = C(12, 8, 4) + P("M4 21c.8-4 4-6 8-6s7.2 2 8 6"),
        ["menu"] = P("M4 7h16M4 12h16M4 17h16"),
        ["close"] = P("M6 6l12 12M18 6L6 18"),
        ["check"] = P("M5 13l4.5 4.5L19 7"),
        ["cross"] = P("M7 7l10 10M17 7L7 17"),
        ["warning"] = P("M12 4l9.5 16h-19zM12 10v5M12 17.5v.01"),
        ["info"] = C(12, 12, 9) + P("M12 11v5.5M12 7.5v.01"),
        ["question"] = C(12, 12, 9) + P("M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .9-1 1.7M12 16.8v.01"),
        ["stop"] = P("M8 3h8l5 5v8l-5 5H8l-5-5V8z") + P("M12 8v5M12 16v.01"),
        ["pause"] = P("M8 5v14M16 5v14"),
        ["play"] = P("M7 4.5v15l12-7.5z"),
        ["clock"] = C(12, 12, 9) + P("M12 7v5l3.5 2"),
        ["turn"] = P("M20 12a8 8 0 1 1-2.3-5.6") + P("M20 3v4.5h-4.5"),
        ["copy"] = P("M9 9h11v11H9zM15 9V4H4v11h5"),
        ["key"] = C(8, 15, 4.5) + P("M11.5 11.5L20 3M16 7l3 3"),
        ["lock"] = P("M6 11h12v10H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3"),
        ["eye"] = P("M2.5 12C5 7.5 8.3 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.8 6.5-9.5 6.5S5 16.5 2.5 12z") + C(12, 12, 2.8),
        ["plus"] = P("M12 5v14M5 12h14"),
        ["minus"] = P("M5 12h14"),
        ["trash"] = P("M4 7h16M9 7V4h6v3M6 7l1 14h10l1-14"),
        ["search"] = C(11, 11, 6.5) + P("M16 16l5 5"),
        ["right"] = P("M9 5l7 7-7 7"),
        ["left"] = P("M15 5l-7 7 7 7"),
        ["up"] = P("M12 19V5M6 11l6-6 6 6"),
        ["down"] = P("M12 5v14M6 13l6 6 6-6"),
        ["external"] = P("M14 4h6v6M20 4l-9 9M18 14v6H4V6h6"),
        ["download"] = P("M12 4v11M7 10l5 5 5-5M4 20h16"),
        ["upload"] = P("M12 15V4M7 9l5-5 5 5M4 20h16"),
        ["paper"] = P("M6 3h9l4 4v14H6zM14 3v5h5"),
        ["flask"] = P("M9 3h6M10 3v6l-5.5 10A1.5 1.5 0 0 0 6 21h12a1.5 1.5 0 0 0 1.5-2L14 9V3M7.5 15h9"),
        ["bolt"] = P("M13 2L5 14h6l-1 8 8-12h-6z"),
        ["dot"] = "<circle cx=\"12\" cy=\"12\" r=\"4.5\" fill=\"currentColor\"/>",
        ["half"] = C(12, 12, 8) + "<path d=\"M12 4a8 8 0 0 1 0 16z\" fill=\"currentColor\"/>",
        ["ring"] = C(12, 12, 8),
        ["sun"] = C(12, 12, 4) + P("M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4"),
        ["moon"] = P("M20 14.5A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.5z"),
        ["auto"] = P("M4 5h16v11H4zM9 20h6M12 16v4"),
        ["empty"] = P("M4 13l3-8h10l3 8v6H4zM4 13h5l1.5 2.5h3L15 13h5"),
        ["signout"] = P("M14 4H5v16h9M10 12h11M17 8l4 4-4 4"),
    };

    private static string P(string d) => $"<path d=\"{d}\"/>";

    private static string C(double x, double y, double r) => FormattableString.Invariant($"<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\"/>");
}
