using Argix.Contracts;
using Argix.Strategies.Core.Graph;

namespace Argix.UnitTests.Strategies.Graph;

/// <summary>Small drawings around a block under test.</summary>
internal static class Drawings
{
    /// <summary>bars.close → block x → compared with nothing in particular → exit, so that it is a whole strategy.</summary>
    public static GraphDocument Around(string type, string output, params string[] settings) => new Sketch().Block("bars", "bars").Block("x", type, null, settings).Block("zero", "constant").Block("c", "compare").Block("exit", "exit").Block("sell", "market")
        .Wire("bars.close", "x.in").Wire($"x.{output}", "c.a").Wire("zero.value", "c.b").Wire("c.is", "exit.when").Wire("exit.intent", "sell.intent").Done();

    /// <summary>The output after each bar; not a number = not ready.</summary>
    public static List<double> Run(GraphDocument document, IEnumerable<Bar> bars, string output)
    {
        var machine = new GraphMachine(document);
        return [.. bars.Select(b =>
        {
            machine.OnBar(b);
            var values = machine.Values();
            return (values.TryGetValue("x", out var one) ? one : values["x." + output]) ?? double.NaN;
        })];
    }

    /// <summary>A logic block fed with what closes say: above 0 is true. The condition is read from the close itself.</summary>
    public static GraphDocument Logic(Sketch sketch, string condition) => sketch.Block("size", "fixed_quantity").Block("enter", "enter").Block("exit", "exit").Block("never", "constant", null, "value", "-1").Block("leave", "compare", null, "is", "below").Block("limit", "max_position").Block("buy", "market").Block("sell", "market")
        .Wire(condition, "enter.when").Wire("size.size", "enter.size").Wire("enter.intent", "limit.intent").Wire("limit.intent", "buy.intent").Wire("bars.close", "leave.a").Wire("never.value", "leave.b").Wire("leave.is", "exit.when").Wire("exit.intent", "sell.intent").Done();

    /// <summary>True where the close is above 10.</summary>
    public static Sketch Condition() => new Sketch().Block("bars", "bars").Block("ten", "constant", null, "value", "10").Block("up", "compare", null, "is", "above").Wire("bars.close", "up.a").Wire("ten.value", "up.b");

    public static Bar BarAt(int day, decimal close, TimeSpan? size = null) => new(new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero) + (day * (size ?? TimeSpan.FromDays(1))), close, close, close, close, 1);
}
