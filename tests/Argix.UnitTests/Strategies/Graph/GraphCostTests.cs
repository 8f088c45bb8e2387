using System.Globalization;
using System.Text;
using System.Text.Json;
using Argix.Contracts;
using Argix.Pages.Strategies.Outline;
using Argix.Strategies.Core.Graph;

namespace Argix.UnitTests.Strategies.Graph;

/// <summary>What a bar costs, and that saving it changed no byte.</summary>
public sealed class GraphCostTests
{
    [Fact]
    public void A_bar_at_which_nothing_is_asked_for_allocates_nothing()
    {
        var bars = Market.Walk(2000, 3);
        foreach (var template in Templates.All)
        {
            var machine = new GraphMachine(template.Document);
            foreach (var bar in bars)
            {
                machine.OnBar(bar, warmUp: true);
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
            {
                machine.OnBar(bars[i] with { Start = bars[^1].Start.AddDays(i + 1) }, warmUp: true);
            }

            // The bars made here are all there is.
            var perBar = (GC.GetAllocatedBytesForCurrentThread() - before) / 1000;
            Assert.True(perBar <= SizeOfABar(bars[0]), $"{template.Id}: {perBar} bytes a bar");
        }
    }

    [Fact]
    public void Intents_written_one_after_another_are_the_json_that_a_plain_writer_makes()
    {
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2));
        GraphIntent[] intents =
        [
            new("v1:20260102T010405:buy", "buy", at, "enter", Side.Buy, new Limited(new FixedUnits(10.50m), 10.5m), OrderType.Market, null, null, 1, "fast crossed <above> slow & \"more\" – ü", ["limit"]),
            new("v1:signal-a\"b:buy", "buy", at.AddTicks(1_230_000), "enter", Side.Sell, new Limited(new FixedUnits(10.5m), 11m), OrderType.StopLimit, 1.10m, 0.5m, 3, "x", ["limit", "hours"]),
            new("v1:x:sell", "sell", at, "exit", Side.Sell, null, OrderType.Market, null, null, 1, "below", []),
            new("v1:x:sell", "sell", at, "exit", Side.Sell, new FixedMoney(5), OrderType.Limit, 7, null, 1, "below", []),
        ];
        var writer = new IntentWriter();
        Array.ForEach(intents, writer.Write);
        Assert.Equal(string.Concat(intents.Select(Plainly)), Encoding.UTF8.GetString(writer.Written));
        Assert.Equal(intents.Select(Plainly), intents.Select(i => Encoding.UTF8.GetString(i.Bytes())));
    }

    [Fact]
    public void Outputs_that_nobody_listens_to_are_shown_all_the_same()
    {
        var machine = new GraphMachine(Templates.Find("moving_average_cross")!.Document);
        Assert.Null(machine.Values()["bars.open"]);
        machine.OnBar(new Bar(DateTimeOffset.UnixEpoch, 1, 4, 0.5m, 2, 9));
        var values = machine.Values();
        Assert.Equal([1, 4, 0.5, 2, 9], new[] { "open", "high", "low", "close", "volume" }.Select(p => values["bars." + p]!.Value));
    }

    [Theory]
    [InlineData("sma", "value", 1.25, "1.25")]
    [InlineData("compare", "is", 1.0, "true")]
    [InlineData("compare", "is", 0.0, "false")]
    [InlineData("crosses_above", "now", 1.0, "happened")]
    [InlineData("crosses_above", "now", null, "not ready")]
    public void A_value_on_a_wire_is_told_in_the_words_of_its_kind(string type, string port, double? value, string words)
    {
        var values = new Dictionary<string, double?>(StringComparer.Ordinal) { ["block"] = value };
        Assert.Equal(words, WireValues.Words(BlockCatalogue.Find(type)!.Output(port), WireValues.Of(values, "block", port)));
    }

    private static long SizeOfABar(Bar bar)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = bar with { Close = 1 };
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    // As intents were written before they shared their memory.
    private static string Plainly(GraphIntent i)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("id", i.Id);
            json.WriteString("block", i.Block);
            json.WriteString("at", i.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
            json.WriteString("action", i.Action);
            json.WriteString("side", i.Side == Side.Buy ? "buy" : "sell");
            json.WriteString("size", GraphIntent.Words(i.Size));
            json.WriteString("type", i.Type.ToString());
            json.WriteString("limitPrice", i.LimitPrice is { } l ? Spelling.Of(l) : null);
            json.WriteString("stopPrice", i.StopPrice is { } s ? Spelling.Of(s) : null);
            json.WriteNumber("goodForBars", i.GoodForBars);
            json.WriteString("because", i.Because);
            json.WriteString("guards", string.Join(',', i.Guards));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
