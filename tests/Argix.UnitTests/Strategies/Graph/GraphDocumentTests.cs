using System.Text;
using System.Text.Json;
using Argix.Strategies.Core.Graph;

namespace Argix.UnitTests.Strategies.Graph;

public sealed class GraphDocumentTests
{
    private static readonly GraphDocument Cross = Templates.Find("moving_average_cross")!.Document;

    [Fact]
    public void Every_template_says_what_it_is_for_and_has_no_problem()
    {
        Assert.True(Templates.All.Count >= 6);
        Assert.All(Templates.All, t =>
        {
            Assert.True(t.Purpose.Length > 40, t.Id);
            Assert.Empty(GraphCheck.Problems(t.Document));
        });
    }

    [Fact]
    public void A_document_comes_back_from_its_text_the_same()
    {
        foreach (var template in Templates.All)
        {
            var (read, problems) = GraphReader.Read(GraphCanon.Text(template.Document));
            Assert.Empty(problems);
            Assert.Equal(GraphCanon.Text(template.Document), GraphCanon.Text(read!));
            Assert.Equal(GraphCanon.Hash(template.Document), GraphCanon.Hash(read!));
        }
    }

    [Fact]
    public void The_hash_knows_what_it_does_and_not_how_it_is_drawn()
    {
        var drawn = Cross with { Nodes = [.. Cross.Nodes.Reverse().Select(n => n with { Label = "x", At = new GraphPlace(1, 2) })], Wires = [.. Cross.Wires.Reverse()] };
        Assert.Equal(GraphCanon.Hash(Cross), GraphCanon.Hash(drawn));

        var spelledOut = Change("fast", n => n with { Parameters = new Dictionary<string, string> { ["period"] = "5.0" } });
        Assert.Equal(GraphCanon.Hash(Cross), GraphCanon.Hash(spelledOut));

        var other = Change("fast", n => n with { Parameters = new Dictionary<string, string> { ["period"] = "6" } });
        Assert.NotEqual(GraphCanon.Hash(Cross), GraphCanon.Hash(other));
        Assert.Equal([new GraphChange("parameter", "fast", "period", "5", "6")], GraphDiff.Between(Cross, other));
    }

    [Fact]
    public void A_difference_names_blocks_and_wires()
    {
        var after = Cross with
        {
            Nodes = [.. Cross.Nodes.Where(n => n.Id != "below"), Cross.Node("below")! with { Type = "between" }, new GraphNode("extra", "constant", new Dictionary<string, string>())],
            Wires = [.. Cross.Wires.Where(w => w.To != new PortRef("fast", "in")), new GraphWire(new PortRef("bars", "open"), new PortRef("fast", "in"))],
            EvaluateEvery = 2,
        };
        Assert.Equal(["setting", "type", "added", "unwired", "wired"], GraphDiff.Between(Cross, after).Select(c => c.Kind));
    }

    [Theory]
    [InlineData("cycle", "crossed.now → back", "not", "crossed")]
    public void A_circle_is_named_with_the_blocks_in_it(string code, string what, string type, string block)
    {
        var circle = Cross with
        {
            Nodes = [.. Cross.Nodes, new GraphNode("a", type, new Dictionary<string, string>()), new GraphNode("b", type, new Dictionary<string, string>()), new GraphNode("both", "and", new Dictionary<string, string>())],
            Wires = [.. Cross.Wires.Where(w => w.To != new PortRef("enter", "when")), Wire("a.is", "b.in"), Wire("b.is", "a.in"), Wire("a.is", "both.in"), Wire($"{block}.now", "both.in"), Wire("both.is", "enter.when")],
        };
        var problem = Assert.Single(GraphCheck.Problems(circle), p => p.Code == code);
        Assert.Contains(problem.Block, new[] { "a", "b" });
        Assert.Contains("→", problem.What, StringComparison.Ordinal);
        Assert.NotEmpty(what);
    }

    public static TheoryData<string, string, string?> Faults() => new()
    {
        { "unknown_block", "n:fast:type:magic", "fast" },
        { "unknown_parameter", "n:fast:set:depth=3", "fast" },
        { "bad_parameter", "n:fast:set:period=1.5", "fast" },
        { "bad_parameter", "n:fast:set:period=100000", "fast" },
        { "look_ahead", "n:fast:set:period=-3", "fast" },
        { "look_ahead", "n:bars:set:closedBarsOnly=false", "bars" },
        { "missing_wire", "w-:fast.in", "fast" },
        { "missing_sizing", "w-:enter.size", "enter" },
        { "missing_risk", "w>:buy.intent=enter.intent", "enter" },
        { "wrong_type", "w>:fast.in=crossed.now", "fast" },
        { "wrong_type", "w>:enter.size=fast.value", "enter" },
        { "wrong_type", "w>:buy.intent=crossed.now", "buy" },
        { "unknown_wire_end", "w>:fast.in=ghost.value", "ghost" },
        { "unknown_wire_end", "w>:fast.in=bars.middle", "bars" },
        { "second_wire", "w+:fast.in=bars.open", "fast" },
        { "unit_mismatch", "w>:crossed.b=bars.volume", "crossed" },
        { "unreachable", "n+:lost:constant", "lost" },
        { "no_source", "n-:bars", null },
        { "no_order", "n-:buy,sell", null },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Each_fault_is_named_with_its_block_and_what_to_do(string code, string change, string? block)
    {
        var problem = GraphCheck.Problems(Faulty(change)).FirstOrDefault(p => p.Code == code);
        Assert.True(problem is not null, $"{code} was not found");
        Assert.Equal(block, problem.Block);
        Assert.True(problem.What.Length > 5 && problem.Fix.Length > 5);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"schema\":\"argix.strategy\",\"version\":2,\"nodes\":[],\"wires\":[]}")]
    [InlineData("{\"schema\":\"argix.strategy\",\"version\":1,\"nodes\":[],\"wires\":[],\"extra\":1}")]
    [InlineData("{\"schema\":\"argix.strategy\",\"version\":1,\"nodes\":[{\"id\":\"__proto__\",\"type\":\"sma\"}],\"wires\":[]}")]
    [InlineData("{\"schema\":\"argix.strategy\",\"version\":1,\"nodes\":[{\"id\":\"<b>\",\"type\":\"sma\"}],\"wires\":[]}")]
    [InlineData("{\"schema\":\"argix.strategy\",\"version\":1,\"nodes\":[{\"id\":\"a\",\"type\":\"sma\",\"label\":\"<script>alert(1)</script>\"}],\"wires\":[]}")]
    [InlineData("{\"schema\":\"argix.strategy\",\"version\":1,\"nodes\":[{\"id\":\"a\",\"type\":\"sma\",\"parameters\":{\"__proto__\":1}}],\"wires\":[]}")]
    [InlineData("{\"schema\":\"argix.strategy\",\"version\":1,\"nodes\":[{\"id\":\"a\",\"type\":\"sma\",\"parameters\":{\"period\":1e999}}],\"wires\":[]}")]
    [InlineData("{\"schema\":\"argix.strategy\",\"version\":1,\"nodes\":[{\"id\":\"a\",\"type\":\"sma\",\"parameters\":{\"period\":[[[[[[1]]]]]]}}],\"wires\":[]}")]
    [InlineData("{\"schema\":\"argix.strategy\",\"version\":1,\"nodes\":[{\"id\":\"a\",\"type\":\"sma\"},{\"id\":\"a\",\"type\":\"sma\"}],\"wires\":[]}")]
    [InlineData("{\"schema\":\"argix.strategy\",\"version\":1,\"nodes\":[{\"id\":\"a\",\"type\":\"sma\",\"at\":{\"x\":1e99,\"y\":0}}],\"wires\":[]}")]
    [InlineData("{\"schema\":\"argix.strategy\",\"version\":1,\"nodes\":[],\"wires\":[{\"from\":\"a\",\"to\":\"b\"}]}")]
    public void Hostile_and_broken_text_is_refused(string json)
    {
        var (document, problems) = GraphReader.Read(json);
        Assert.Null(document);
        Assert.NotEmpty(problems);
    }

    [Fact]
    public void A_hundred_thousand_blocks_are_refused_without_being_looked_at()
    {
        var json = new StringBuilder("{\"schema\":\"argix.strategy\",\"version\":1,\"wires\":[],\"nodes\":[");
        json.AppendJoin(',', Enumerable.Repeat("{\"id\":\"a\",\"type\":\"sma\"}", 100_000)).Append("]}");
        var (document, problems) = GraphReader.Read(json.ToString());
        Assert.Null(document);
        Assert.Equal("too_large", Assert.Single(problems).Code);
    }

    [Fact]
    public void The_largest_document_that_is_read_is_also_checked()
    {
        var nodes = Enumerable.Range(0, GraphReader.MostNodes).Select(i => new GraphNode($"n{i}", "not", new Dictionary<string, string>())).ToList();
        var wires = Enumerable.Range(0, GraphReader.MostNodes).Select(i => Wire($"n{i}.is", $"n{(i + 1) % GraphReader.MostNodes}.in")).ToList();
        Assert.Contains(GraphCheck.Problems(new GraphDocument(nodes, wires)), p => p.Code == "cycle");
    }

    [Fact]
    public void The_schema_file_lists_every_block_with_its_settings()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Argix.Platform.sln")))
        {
            root = root.Parent;
        }

        var file = Path.Combine(root!.FullName, "docs", "strategy.schema.json");
        var now = GraphSchema.Text();
        if (Environment.GetEnvironmentVariable("ARGIX_UPDATE_SCHEMA") == "1")
        {
            File.WriteAllText(file, now);
        }

        Assert.True(File.Exists(file) && File.ReadAllText(file) == now, "the blocks changed: run this test once with ARGIX_UPDATE_SCHEMA=1 and look at the difference");
        using var parsed = JsonDocument.Parse(now);
        Assert.Equal(BlockCatalogue.All.Count, parsed.RootElement.GetProperty("properties").GetProperty("nodes").GetProperty("items").GetProperty("oneOf").GetArrayLength());
    }

    private static GraphWire Wire(string from, string to) => new(PortRef.Parse(from)!.Value, PortRef.Parse(to)!.Value);

    private static GraphDocument Change(string id, Func<GraphNode, GraphNode> change) => Cross with { Nodes = [.. Cross.Nodes.Select(n => n.Id == id ? change(n) : n)] };

    private static GraphDocument Faulty(string change)
    {
        var parts = change.Split(':');
        switch (parts[0])
        {
            case "n" when parts[2] == "type":
                return Change(parts[1], n => n with { Type = parts[3] });
            case "n":
                var (name, value) = (parts[3].Split('=')[0], parts[3].Split('=')[1]);
                return Change(parts[1], n => n with { Parameters = new Dictionary<string, string>(n.Parameters) { [name] = value } });
            case "n+":
                return Cross with { Nodes = [.. Cross.Nodes, new GraphNode(parts[1], parts[2], new Dictionary<string, string>())] };
            case "n-":
                var gone = parts[1].Split(',');
                return Cross with { Nodes = [.. Cross.Nodes.Where(n => !gone.Contains(n.Id))], Wires = [.. Cross.Wires.Where(w => !gone.Contains(w.From.Node) && !gone.Contains(w.To.Node))] };
            case "w-":
                return Cross with { Wires = [.. Cross.Wires.Where(w => w.To.ToString() != parts[1])] };
            default:
                var (to, from) = (parts[1].Split('=')[0], parts[1].Split('=')[1]);
                return Cross with { Wires = [.. Cross.Wires.Where(w => parts[0] == "w+" || w.To.ToString() != to), Wire(from, to)] };
        }
    }
}
