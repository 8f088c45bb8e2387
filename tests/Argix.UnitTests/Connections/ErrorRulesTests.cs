using Argix.Connections;
using Argix.Contracts.Manifest;
using Argix.Contracts;
using Xunit;

namespace Argix.UnitTests.Connections;

/// <summary>An ending needs the adapter's word and a rule's.</summary>
public sealed class ErrorRulesTests
{
    private static readonly BrokerManifest Manifest = new()
    {
        Id = "demo",
        Name = "Demo",
        Version = "1.0.0",
        Errors =
        [
            new() { Op = "submit", Status = 422, Code = "40010001", Means = "invalid_order", Verdict = "refused" },
            new() { Op = "submit", Status = 422, Code = "40010001", Text = "must be unique", Means = "duplicate_order", Verdict = "duplicate" },
            new() { Op = "submit", Status = 403, Means = "insufficient_funds", Verdict = "refused" },
            new() { Op = "any", Status = 401, Means = "invalid_credentials", Verdict = "notSent" },
            new() { Op = "any", Status = 429, Means = "rate_limited", Verdict = "unknown" },
            new() { Op = "cancel", Status = 404, Means = "order_not_found", Verdict = "noSuchOrder" },
            new() { Op = "cancel", Status = 422, Means = "order_not_cancellable", Verdict = "tooLate" },
            new() { Op = "submit", Means = "invalid_order", Verdict = "refused" },
        ],
    };

    [Theory]
    // Both say so.
    [InlineData(Op.Submit, Verdict.Refused, 422, "40010001", "qty is wrong", Verdict.Refused, "invalid_order")]
    [InlineData(Op.Submit, Verdict.Refused, 403, null, null, Verdict.Refused, "insufficient_funds")]
    [InlineData(Op.Submit, Verdict.Refused, 401, null, null, Verdict.NotSent, "invalid_credentials")]
    [InlineData(Op.Submit, Verdict.NotSent, 401, null, null, Verdict.NotSent, "invalid_credentials")]
    [InlineData(Op.Cancel, Verdict.NoSuchOrder, 404, null, null, Verdict.NoSuchOrder, "order_not_found")]
    [InlineData(Op.Cancel, Verdict.Refused, 422, null, null, Verdict.TooLate, "order_not_cancellable")]
    // Text goes before the bare code, though it stands later.
    [InlineData(Op.Submit, Verdict.Refused, 422, "40010001", "client_order_id MUST BE unique", Verdict.Duplicate, "duplicate_order")]
    [InlineData(Op.Submit, Verdict.Unknown, 422, "40010001", "client_order_id must be unique", Verdict.Duplicate, "duplicate_order")]
    [InlineData(Op.Submit, Verdict.Duplicate, 409, null, null, Verdict.Duplicate, null)]
    // Only one says so.
    [InlineData(Op.Submit, Verdict.Unknown, 403, null, null, Verdict.Unknown, "insufficient_funds")]
    [InlineData(Op.Submit, Verdict.Refused, 500, null, null, Verdict.Unknown, null)]
    [InlineData(Op.Submit, Verdict.Refused, 422, "1", "new words", Verdict.Unknown, null)]
    [InlineData(Op.Submit, Verdict.Refused, 429, null, null, Verdict.Unknown, "rate_limited")]
    [InlineData(Op.Submit, Verdict.NotSent, 0, null, null, Verdict.Unknown, null)]
    [InlineData(Op.Submit, Verdict.NotSent, 403, null, null, Verdict.Unknown, "insufficient_funds")]
    [InlineData(Op.Submit, Verdict.NoSuchOrder, 404, null, null, Verdict.Unknown, null)]
    [InlineData(Op.Cancel, Verdict.TooLate, 409, null, null, Verdict.Unknown, null)]
    [InlineData(Op.Cancel, Verdict.TooLate, 404, null, null, Verdict.Unknown, "order_not_found")]
    // A rule of another kind of call does not count.
    [InlineData(Op.Replace, Verdict.Refused, 403, null, null, Verdict.Unknown, null)]
    // Acceptance stands, whatever else.
    [InlineData(Op.Submit, Verdict.Accepted, 422, "40010001", "x", Verdict.Accepted, null)]
    [InlineData(Op.Submit, Verdict.Pending, 200, null, null, Verdict.Pending, null)]
    public void Conclusion(Op op, Verdict said, int status, string? code, string? text, Verdict verdict, string? means) =>
        Assert.Equal(new Conclusion(verdict, means), ErrorRules.Conclude(Manifest, op, new(said, new(Sent.Yes, status, code, text))));

    [Theory]
    [InlineData(Verdict.Unknown, Verdict.NotSent, "broker_unreachable")]
    [InlineData(Verdict.Refused, Verdict.NotSent, "broker_unreachable")]
    [InlineData(Verdict.NotSent, Verdict.NotSent, "broker_unreachable")]
    [InlineData(Verdict.Accepted, Verdict.Unknown, "broker_protocol_error")]
    public void Proof_of_the_host_decides_but_for_a_contradiction(Verdict said, Verdict verdict, string code) =>
        Assert.Equal(new Conclusion(verdict, code), ErrorRules.Conclude(Manifest, Op.Submit, new(said, new(Sent.No, 0)), provenNotSent: true));

    [Fact]
    public void Rule_without_conditions_matches_nothing() =>
        Assert.Null(ErrorRules.Match(Manifest, "submit", new(Sent.Yes, 418, "x", "y")));
}
