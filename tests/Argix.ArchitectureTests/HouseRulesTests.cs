using Xunit;

namespace Argix.ArchitectureTests;

public sealed class HouseRulesTests
{
    [Fact]
    public void Every_room_of_the_host_uses_only_rooms_below_it() => None(Inspector.Floors(Built.Host));

    [Fact]
    public void Rooms_form_no_circles() => None(Inspector.Circles(Built.Host));

    [Fact]
    public void Nobody_in_the_host_touches_what_is_not_theirs() =>
        None(Inspector.Bans(Built.Host, House.Bans(AssemblyReader.Interfaces(Built.Contracts))));

    [Fact]
    public void The_venue_engine_is_pure() => None(Inspector.Bans(Built.Venue, House.PureCode("Argix.Venue")));

    [Fact]
    public void Contracts_and_venue_reference_the_base_class_library_only()
    {
        None(Foreign(Built.Contracts));
        None(Foreign(Built.Venue).Except(["Argix.Contracts"]));

        static IEnumerable<string> Foreign(string path) =>
            AssemblyReader.References(path).Where(r => r is not ("System" or "netstandard" or "mscorlib") && !r.StartsWith("System.", StringComparison.Ordinal));
    }

    [Fact]
    public void Plugins_reach_the_world_through_their_port_only()
    {
        Assert.NotEmpty(Built.Plugins);
        None(Built.Plugins.SelectMany(p => Inspector.Bans(p, House.PluginCode(Path.GetFileNameWithoutExtension(p)))));
    }

    [Fact]
    public void Plugins_reference_neither_the_host_nor_each_other() =>
        None(Built.Plugins.SelectMany(p => AssemblyReader.References(p)
            .Where(r => r.StartsWith("Argix.", StringComparison.Ordinal) && r is not ("Argix.Contracts" or "Argix.Venue"))
            .Select(r => $"{Path.GetFileName(p)} → {r}")));

    private static void None(IEnumerable<string> breaches)
    {
        var lines = breaches.ToList();
        Assert.True(lines.Count == 0, $"{lines.Count} breaches of the house rules (docs/architecture.md):\n{string.Join('\n', lines)}");
    }
}
