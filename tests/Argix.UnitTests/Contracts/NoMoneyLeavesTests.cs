using System.Reflection;
using Argix.Contracts;
using Xunit;

namespace Argix.UnitTests.Contracts;

/// <summary>A broker plugin can trade. It has no word for sending money anywhere.</summary>
public sealed class NoMoneyLeavesTests
{
    private static readonly string[] Words = ["transfer", "withdraw", "deposit", "payout", "payment", "journal", "remit", "disburse", "sweep", "beneficiary", "recipient", "bankaccount"];

    /// <summary>Names that carry such a word and why they may.</summary>
    private static readonly Dictionary<string, string> Allowed = new(StringComparer.Ordinal)
    {
        ["Rights.Withdraw"] = "reported, so that the host can refuse a key that could withdraw",
        ["ErrorCodes.WithdrawalPermission"] = "the refusal of such a key",
    };

    [Fact]
    public void No_member_of_the_contracts_moves_money()
    {
        var found = Names(typeof(IBrokerPlugin).Assembly.GetExportedTypes()).Where(NamesMoney).ToList();
        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Calls_can_be_made_for_these_purposes_only() =>
        Assert.Equal(["Unknown", "Read", "Submit", "Replace", "Cancel", "Probe", "Stream"], Enum.GetNames<Op>());

    [Fact]
    public void The_search_finds_types_members_parameters_and_enum_values() =>
        Assert.Equal(["IPlantedTransfers", "IPlantedTransfers.Send(withdrawalAddress)", "Planted.Payout"], Names([typeof(IPlantedTransfers), typeof(Planted)]).Where(NamesMoney));

    private static bool NamesMoney(string name) => Words.Any(w => name.Split('.')[^1].Contains(w, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Names(IEnumerable<Type> types)
    {
        const BindingFlags own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (var type in types)
        {
            yield return type.Name;
            foreach (var member in type.GetMembers(own)) yield return $"{type.Name}.{member.Name}";
            foreach (var method in type.GetMembers(own).OfType<MethodBase>())
            {
                foreach (var p in method.GetParameters()) yield return $"{type.Name}.{method.Name}({p.Name})";
            }
        }
    }

    private interface IPlantedTransfers
    {
        void Send(string withdrawalAddress);
    }

    private enum Planted { Unknown, Payout }
}
