using Argix.Connections.Egress;
using Argix.Contracts;
using Xunit;
using static Argix.UnitTests.Connections.PortKit;

namespace Argix.UnitTests.Connections;

/// <summary>A plugin can do what its manifest lists and nothing else.</summary>
public sealed class CallRulesTests
{
    [Theory]
    [InlineData(Op.Submit, "POST", "/v2/orders")]
    [InlineData(Op.Cancel, "DELETE", "/v2/orders/abc-1")]
    [InlineData(Op.Read, "GET", "/v2/account?x=/../y")]
    [InlineData(Op.Read, "GET", "/v2/assets/BTC%2FUSD")]
    public void Listed_calls_pass(Op op, string method, string path) => Assert.Null(CallRules.Refuse(Calls, Make(op, method, path)));

    [Theory]
    [InlineData(Op.Submit, "POST", "/v2/transfers")]
    [InlineData(Op.Submit, "POST", "/v2/orders/")]
    [InlineData(Op.Submit, "POST", "/v2/orders/1")]
    [InlineData(Op.Submit, "post", "/v2/orders")]
    [InlineData(Op.Submit, "PUT", "/v2/orders")]
    [InlineData(Op.Submit, "POST", "/V2/orders")]
    [InlineData(Op.Read, "POST", "/v2/orders")]
    [InlineData(Op.Cancel, "DELETE", "/v2/orders")]
    [InlineData(Op.Cancel, "DELETE", "/v2/orders/")]
    [InlineData(Op.Cancel, "DELETE", "/v2/orders/1/2")]
    [InlineData(Op.Cancel, "DELETE", "/v2/orders/..")]
    [InlineData(Op.Cancel, "DELETE", "/v2/orders/%2e%2e")]
    [InlineData(Op.Cancel, "DELETE", "/v2/orders/%252e%252e")]
    [InlineData(Op.Cancel, "DELETE", "/v2/orders/1%2Ftransfers")]
    [InlineData(Op.Cancel, "DELETE", "/v2/orders/1%5Ctransfers")]
    [InlineData(Op.Read, "GET", "/v2/assets/..%2Ftransfers")]
    [InlineData(Op.Read, "GET", "/v2/assets/%2e%2e%5ctransfers")]
    [InlineData(Op.Read, "GET", "/v2/assets/a%0d%0ab")]
    [InlineData(Op.Read, "GET", "/v2//account")]
    [InlineData(Op.Read, "GET", "//evil.example/v2/account")]
    [InlineData(Op.Read, "GET", "@evil.example/v2/account")]
    [InlineData(Op.Read, "GET", ".evil.example/v2/account")]
    [InlineData(Op.Read, "GET", "/v2/account#x")]
    [InlineData(Op.Read, "GET", "\\v2\\account")]
    [InlineData(Op.Read, "GET", "/v2/acc ount")]
    [InlineData(Op.Read, "GET", "")]
    [InlineData(Op.Unknown, "GET", "/v2/account")]
    public void Other_calls_are_refused(Op op, string method, string path) => Assert.NotNull(CallRules.Refuse(Calls, Make(op, method, path)));

    [Fact]
    public void Stream_call_may_leave_the_path_to_the_endpoint() =>
        Assert.Null(CallRules.Refuse(Calls, Make(Op.Stream, "GET", ""), basePath: "/stream"));

    [Fact]
    public void Manifest_without_calls_allows_none() =>
        Assert.NotNull(CallRules.Refuse(new Dictionary<string, IReadOnlyList<string>>(), Make(Op.Read, "GET", "/v2/account")));

    [Fact]
    public async Task Refused_call_reaches_nobody_is_proven_not_sent_and_logged()
    {
        var log = new LogLines();
        await using var server = new RawServer(c => c.ReadRequestAsync());
        using var port = Port(server.Url, log: log);
        var (answer, scope) = await OrderAsync(port, Submit with { Path = "/v2/transfers" });
        Assert.Equal((Sent.No, 0, "refused: the manifest does not list this call"), (answer.Sent, answer.Status, answer.Fault));
        Assert.True(scope.ProvenNotSent);
        Assert.Equal(0, server.Connections);
        Assert.Contains(log.Lines, l => l.Contains("/v2/transfers", StringComparison.Ordinal));
    }

    private static Call Make(Op op, string method, string path) => new(op, "rest", method, path, Call.NoHeaders);
}
