using Argix.Connections;
using Argix.Contracts;
using Argix.Contracts.Manifest;
using Argix.Contracts.Testing.Kit;
using Xunit;

namespace Argix.UnitTests.Connections;

/// <summary>The kit concludes as the host does: otherwise a grade would promise something else than what happens.</summary>
public class KitParityTests
{
    private static readonly string[] Verdicts = ["refused", "notSent", "duplicate", "unknown", "noSuchOrder", "tooLate"];

    [Fact]
    public void Host_and_kit_conclude_the_same_of_every_verdict_rule_and_kind_of_message()
    {
        foreach (var op in new[] { Op.Submit, Op.Replace, Op.Cancel })
        {
            foreach (var said in Enum.GetValues<Verdict>())
            {
                foreach (var rule in Verdicts.Prepend(""))
                {
                    foreach (var proven in new[] { false, true })
                    {
                        var outcome = new Outcome(said, new Evidence(Sent.Yes, 422, "c", "some text"));
                        var host = ErrorRules.Conclude(Manifest(rule), op, outcome, proven);
                        Assert.Equal((host.Verdict, host.Code), KitRules.Conclude(Manifest(rule), op, outcome, proven));
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData("none", null)]
    [InlineData("inPlace", null)]
    [InlineData("cancelNew", "total")]
    [InlineData("newId", null)]
    [InlineData("newId", "remaining")]
    [InlineData("newId", "total")]
    public void Host_and_kit_change_orders_in_the_same_way(string kind, string? means) => Assert.Equal(Argix.Trading.Core.ReplaceRule.Of(kind, means).Kind,
        KitRules.ReplaceKind(Manifest("") with { Replace = new ReplaceFact { Kind = kind, QuantityMeans = means } }));

    [Theory]
    [InlineData("POST", "/v1/orders", Op.Submit)]
    [InlineData("POST", "/v1/orders?x=1", Op.Submit)]
    [InlineData("DELETE", "/v1/orders/7", Op.Cancel)]
    [InlineData("DELETE", "/v1/orders/", Op.Cancel)]
    [InlineData("DELETE", "/v1/orders/7/8", Op.Cancel)]
    [InlineData("GET", "/v1/orders", Op.Submit)]
    [InlineData("GET", "/v1//orders", Op.Read)]
    [InlineData("GET", "/v1/orders", Op.Read)]
    [InlineData("GET", "/v1/orders", Op.Unknown)]
    public void Host_and_kit_let_the_same_calls_out(string method, string path, Op op)
    {
        var call = new Call(op, "rest", method, path, Call.NoHeaders);
        Assert.Equal(Argix.Connections.Egress.CallRules.Refuse(Manifest("").Calls, call) is null, KitRules.Refuses(Manifest(""), "paper", call) is null);
    }

    private static BrokerManifest Manifest(string verdict) => new()
    {
        Id = "b", Name = "B", Version = "1.0.0",
        Environments = [new EnvironmentFact { Id = "paper", Kind = "paper", Endpoints = new Dictionary<string, string> { ["rest"] = "https://b.example" } }],
        Calls = new Dictionary<string, IReadOnlyList<string>> { ["submit"] = ["POST /v1/orders"], ["cancel"] = ["DELETE /v1/orders/*"], ["read"] = ["GET /v1/orders"] },
        Errors = verdict.Length == 0 ? [] : [new ErrorRule { Status = 422, Text = "TEXT", Means = ErrorCodes.InvalidOrder, Verdict = verdict }],
    };
}
