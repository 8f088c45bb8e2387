using Argix.Pages.Strategies.Outline;
using Argix.Strategies.Core.Graph;

namespace Argix.UnitTests.Pages;

/// <summary>Values of wires as people read them: a yes or no is not a figure with decimals.</summary>
public sealed class WireValuesTests
{
    [Fact]
    public void Every_output_of_every_template_is_found_by_the_name_that_its_value_has()
    {
        foreach (var document in Templates.All.Select(t => t.Document))
        {
            var outline = new OutlineView(document, []);
            foreach (var (node, outputs) in document.Nodes.Select(n => (n, BlockCatalogue.Find(n.Type)!.Outputs)))
            {
                foreach (var port in outputs)
                {
                    Assert.Equal(port, outline.PortOf(outputs.Count == 1 ? node.Id : $"{node.Id}.{port.Name}"));
                }
            }
        }
    }

    [Fact]
    public void What_is_no_output_is_told_as_a_number()
    {
        var outline = new OutlineView(Templates.All[0].Document, []);
        Assert.Null(outline.PortOf("nobody.nothing"));
        Assert.Equal("1.5", WireValues.Words(outline.PortOf("nobody.nothing"), 1.5));
    }

    [Theory]
    [InlineData(PortType.Boolean, 1, "true")]
    [InlineData(PortType.Boolean, 0, "false")]
    [InlineData(PortType.Event, 1, "happened")]
    [InlineData(PortType.Series, double.NaN, "not ready")]
    public void Truth_and_events_have_words(PortType type, double value, string words) => Assert.Equal(words, WireValues.Words(new PortSpec("out", type), value));
}
