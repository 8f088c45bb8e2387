namespace Argix.ArchitectureTests;

/// <summary>Holds the house rules against a built assembly and says every breach at once.</summary>
public static class Inspector
{
    /// <summary>Breaches of the floors: upwards, to a neighbour, out of nowhere.</summary>
    public static IEnumerable<string> Floors(string assembly)
    {
        var roomless = AssemblyReader.Types(assembly).Where(t => IsOurs(t) && House.RoomOf(Namespace(t)) is null).Select(t => $"{t} stands in no room: give its namespace a floor in House.cs");
        var upwards =
            from use in Pairs(assembly)
            let here = House.RoomOf(use.FromNamespace)
            let there = House.RoomOf(use.ToNamespace)
            where here is not null && there is not null && here != there && there.Floor >= here.Floor
            select $"{use.From} → {use.To}: {here} is on floor {here.Floor}, {there} on floor {there.Floor}";
        return roomless.Concat(upwards).Order(StringComparer.Ordinal);
    }

    /// <summary>Uses that a ban forbids.</summary>
    public static IEnumerable<string> Bans(string assembly, IEnumerable<Ban> bans)
    {
        var list = bans.ToList();
        return AssemblyReader.Uses(assembly)
            .SelectMany(u => list.Where(b => (b.Who.Length == 0 || House.RoomOf(u.FromNamespace) == House.RoomOf(b.Who) || House.In(u.FromNamespace, b.Who)) && b.Breaks(u))
                .Select(b => $"{u.From} → {u.To}{(u.Member is null ? "" : "." + u.Member)}: never {b.Never} here"))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
    }

    /// <summary>Circles between the top namespaces (<c>Argix.X</c>), each once, e.g. <c>Argix.A → Argix.B → Argix.A</c>. Rooms that share a floor line could form one without going upwards.</summary>
    public static IEnumerable<string> Circles(string assembly)
    {
        var next = Pairs(assembly).Select(u => (From: Top(u.FromNamespace), To: Top(u.ToNamespace))).Where(e => e.From != e.To)
            .Distinct().ToLookup(e => e.From, e => e.To, StringComparer.Ordinal);
        return next.Select(n => n.Key).Order(StringComparer.Ordinal).Select(start => Way(start, start, next, []))
            .OfType<IReadOnlyList<string>>().Where(c => c[0] == c.Min(StringComparer.Ordinal)).Select(c => string.Join(" → ", c.Append(c[0])));
    }

    /// <summary>The way from here back to the start, without stepping twice on a stone.</summary>
    private static IReadOnlyList<string>? Way(string at, string start, ILookup<string, string> next, HashSet<string> visited)
    {
        foreach (var to in next[at].Order(StringComparer.Ordinal))
        {
            if (to == start) return [at];
            if (visited.Add(to) && Way(to, start, next, visited) is { } rest) return [at, .. rest];
        }
        return null;
    }

    private static IEnumerable<Use> Pairs(string assembly) =>
        AssemblyReader.Uses(assembly).Select(u => u with { Member = null }).Distinct().Where(u => IsOurs(u.From) && IsOurs(u.To));

    /// <summary>Ours, or the entry point and Razor's compiled pages; what source generators put into foreign namespaces is nobody's room.</summary>
    private static bool IsOurs(string type) => House.In(Namespace(type), "Argix", "AspNetCoreGeneratedDocument") || type == "Program";

    private static string Namespace(string type) => new Use(type, type, null).FromNamespace;

    /// <summary><c>Argix.Trading.Core</c> is its own stone; otherwise the first two words count.</summary>
    private static string Top(string space) => House.In(space, "Argix.Trading.Core") ? "Argix.Trading.Core" : string.Join('.', space.Split('.').Take(2));
}
