using Argix.Accounts;
using Xunit;

namespace Argix.UnitTests.Accounts;

public class PasswordRuleTests
{
    [Theory]
    [InlineData("three little words")]
    [InlineData("allsmallletters")]
    [InlineData("пароль-длинный")]
    [InlineData(" leading and trailing ")]
    public void Long_enough_and_uncommon_is_good_whatever_it_is_made_of(string password) => Assert.Null(PasswordRules.Check(password, "me@argix.example"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("7 chars")]
    [InlineData("eleven char")]
    [InlineData("🙂🙂🙂🙂abc")]
    [InlineData("password")]
    [InlineData("PassWord123")]
    [InlineData("aaaaaaaaaaaaaaa")]
    [InlineData("someone@argix.example")]
    [InlineData("someone20261")]
    public void Short_common_or_like_the_address_is_refused(string? password) => Assert.NotNull(PasswordRules.Check(password, "someone@argix.example"));

    [Fact]
    public void The_longest_password_has_128_characters()
    {
        var words = string.Concat(Enumerable.Repeat("abcdefgh", 16));
        Assert.Null(PasswordRules.Check(words, null));
        Assert.NotNull(PasswordRules.Check(words + "i", null));
    }
}
