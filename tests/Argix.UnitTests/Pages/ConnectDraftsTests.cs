using System.Security.Claims;
using Argix.Accounts;
using Argix.Connections;
using Argix.Contracts.Manifest;
using Argix.Contracts.Testing;
using Argix.Pages.Connect;
using Argix.Seams;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Xunit;

namespace Argix.UnitTests.Pages;

public sealed class ConnectDraftsTests
{
    private static readonly Dictionary<string, string> Secrets = new() { ["secretKey"] = "canary-value" };
    private readonly FakeTimeProvider clock = new();
    private readonly ConnectDrafts drafts;

    public ConnectDraftsTests() => drafts = new(new EphemeralDataProtectionProvider(), new SystemIds(clock), clock);

    [Fact]
    public void The_session_that_sent_the_credentials_gets_them_back_and_no_other_does()
    {
        var (mine, other) = (Session(), Session());
        var name = drafts.Keep(mine, Draft(ok: true), Secrets);
        Assert.Equal("canary-value", drafts.Credentials(mine, name)?["secretKey"]);
        Assert.Null(drafts.Find(other, name));
        Assert.Null(drafts.Credentials(other, name));
    }

    [Fact]
    public void After_a_failed_test_no_credentials_are_kept()
    {
        var mine = Session();
        var name = drafts.Keep(mine, Draft(ok: false), Secrets);
        Assert.NotNull(drafts.Find(mine, name));
        Assert.Null(drafts.Credentials(mine, name));
    }

    [Fact]
    public void A_draft_ends_after_ten_minutes_and_when_it_is_forgotten()
    {
        var mine = Session();
        var (old, used) = (drafts.Keep(mine, Draft(ok: true), Secrets), drafts.Keep(mine, Draft(ok: true), Secrets));
        drafts.Forget(used);
        Assert.Null(drafts.Credentials(mine, used));
        Assert.NotNull(drafts.Credentials(mine, old));
        clock.Advance(ConnectDrafts.Lifetime);
        Assert.Null(drafts.Credentials(mine, old));
    }

    [Fact]
    public void Only_plain_fields_of_the_manifest_may_be_shown_again()
    {
        var form = new FormCollection(new Dictionary<string, StringValues>
        {
            ["credentials[keyId]"] = "id", ["credentials[secretKey]"] = "s", ["credentials[other]"] = "o", ["access"] = "trade",
        });
        var method = new MethodFact { Id = "keys", Kind = "credentials", Fields = [new() { Name = "keyId" }, new() { Name = "secretKey", Kind = "secret" }, new() { Name = "pem", Kind = "pem" }] };
        var given = ConnectForm.Credentials(form);
        Assert.Equal(["keyId", "other", "secretKey"], given.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["keyId"], ConnectForm.Harmless(method, given).Keys);
    }

    private static ConnectDraft Draft(bool ok) => new("alpaca", "paper", "keys", "trade", new Dictionary<string, string>(), new Argix.Connections.TestResult(ok, [], [], Permissions.Unknown));

    private static DefaultHttpContext Session() => new()
    {
        User = new(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, "u"), new(ArgixClaims.Workspace, "7d9f0a52-7f0e-4a7e-8a51-3b0f7f6f2b11"), new(ArgixClaims.Session, _sessions++.ToString())], "test")),
    };

    private static int _sessions;
}
