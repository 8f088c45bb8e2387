using System.Text;
using Argix.Accounts.Factors;

namespace Argix.UnitTests.Accounts.Factors;

public class TotpCodeTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    [Theory] // RFC 6238, appendix B, the last six digits
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_standard(long at, string code) => Assert.Equal(code, TotpCode.Of(Secret, at / 30));

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void A_clock_may_be_one_step_off(int off, bool taken)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_010);
        var step = now.ToUnixTimeSeconds() / 30 + off;
        Assert.Equal(taken ? step : null, TotpCode.StepOf(Secret, TotpCode.Of(Secret, step), now, 0));
    }

    [Fact]
    public void A_spent_step_and_those_before_it_are_not_taken_again()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_010);
        var step = now.ToUnixTimeSeconds() / 30;
        Assert.Null(TotpCode.StepOf(Secret, TotpCode.Of(Secret, step), now, step));
        Assert.Null(TotpCode.StepOf(Secret, TotpCode.Of(Secret, step - 1), now, step));
        Assert.Equal(step + 1, TotpCode.StepOf(Secret, TotpCode.Of(Secret, step + 1), now, step));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("1234567")]
    [InlineData("abcdef")]
    [InlineData("１２３４５６")]
    public void What_is_no_code_fits_nothing(string? typed) => Assert.Null(TotpCode.StepOf(Secret, typed, DateTimeOffset.UnixEpoch.AddDays(9000), 0));

    [Fact]
    public void Base32_comes_back()
    {
        Assert.Equal("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", TotpCode.Base32(Secret));
        Assert.Equal(Secret, TotpCode.Bytes("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"));
    }
}
