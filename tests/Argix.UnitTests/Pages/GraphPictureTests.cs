using System.Text.Encodings.Web;
using Argix.Pages.Strategies.Outline;
using Argix.Strategies.Core.Graph;

namespace Argix.UnitTests.Pages;

/// <summary>What a box of the picture says of its block.</summary>
public sealed class GraphPictureTests
{
    [Fact]
    public void A_box_says_what_is_set_and_no_ids_flags_or_noughts()
    {
        var document = Templates.Cross(new Instrumented("EUR/USD", "fx", "PT1H"), 5, 20, 1000, null, false);
        using var text = new StringWriter();
        GraphPicture.Draw(new OutlineView(document, [])).WriteTo(text, HtmlEncoder.Default);
        var kinds = text.ToString().Split("class=\"kind\">").Skip(1).Select(t => System.Net.WebUtility.HtmlDecode(t[..t.IndexOf('<', StringComparison.Ordinal)])).ToList();
        Assert.Contains("Bars EUR/USD, PT1H,…", kinds);
        Assert.Contains("Fixed quantity 1000", kinds);
        Assert.Contains("Compare below", kinds);
        Assert.Contains("Market order", kinds);
        Assert.DoesNotContain(kinds, k => k.Contains("true", StringComparison.Ordinal) || k.Contains(" 0", StringComparison.Ordinal));
    }
}
