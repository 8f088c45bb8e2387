using Xunit;

namespace Argix.ArchitectureTests;

/// <summary>The inspector is itself on trial: each breach planted in the fixture must be named, and nothing else.</summary>
public sealed class PlantedViolationTests
{
    [Fact]
    public void Breaches_of_the_floors_are_all_named() => Assert.Equal(
        [
            "Argix.Accounts.PlantedNeighbour → Argix.Plugins.PlantedCatalogue: Argix.Accounts is on floor 6, Argix.Plugins on floor 6",
            "Argix.Broker.Planted.PlantedPlugin stands in no room: give its namespace a floor in House.cs",
            "Argix.Data.PlantedMark → Argix.Trading.PlantedDesk: Argix.Data is on floor 3, Argix.Trading on floor 8",
            "Argix.Data.PlantedRow → Argix.Trading.PlantedDesk: Argix.Data is on floor 3, Argix.Trading on floor 8",
            "Argix.Nowhere.PlantedRoomless stands in no room: give its namespace a floor in House.cs",
            "Argix.Trading.PlantedDesk → Argix.Api.PlantedResource: Argix.Trading is on floor 8, Argix.Api on floor 11",
        ],
        Inspector.Floors(Built.Planted));

    [Fact]
    public void Circles_are_named() => Assert.Equal(
        ["Argix.Api → Argix.Trading → Argix.Api", "Argix.Keys → Argix.Logging → Argix.Keys"],
        Inspector.Circles(Built.Planted));

    [Theory]
    [InlineData("Argix.Api.PlantedAdapterUser", "broker adapters")]
    [InlineData("Argix.Api.PlantedVaultUser", "the vault")]
    [InlineData("Argix.Api.PlantedSqlUser", "SQL")]
    [InlineData("Argix.Trading.Core.PlantedCore", "I/O")]
    [InlineData("Argix.Trading.Core.PlantedCore", "tasks")]
    [InlineData("Argix.Trading.Core.PlantedCore", "a clock")]
    public void Uses_of_what_is_not_theirs_are_named(string who, string never) =>
        Assert.Contains(Bans(), line => line.StartsWith(who + " → ", StringComparison.Ordinal) && line.EndsWith($": never {never} here", StringComparison.Ordinal));

    [Fact]
    public void Nobody_else_is_accused() =>
        Assert.All(Bans(), line => Assert.Matches("^Argix\\.(Api\\.Planted(Adapter|Vault|Sql)User|Trading\\.Core\\.PlantedCore) → ", line));

    [Fact]
    public void A_plugin_with_a_client_of_its_own_is_named() =>
        Assert.Contains("Argix.Broker.Planted.PlantedPlugin → System.Net.Http.HttpClient..ctor: never sockets or HTTP of its own here",
            Inspector.Bans(Built.Planted, House.PluginCode("Argix.Broker.Planted")));

    private static List<string> Bans() => Inspector.Bans(Built.Planted, House.Bans(AssemblyReader.Interfaces(Built.Contracts))).ToList();
}
