using System.Globalization;
using System.Text;
using Argix.E2E.Infrastructure;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Argix.E2E.Flows;

/// <summary>A moving-average cross from an empty sheet: drawn in the outline, seen on the canvas, tested on the past, armed on paper; and its order tells why it was made.</summary>
public sealed class StrategyFlowTests(Browser browser)
{
    private static readonly string[] Blocks = ["bars", "sma", "sma", "crosses_above", "compare", "fixed_notional", "enter", "exit", "max_position", "market", "market"];

    private static readonly (string Field, string Value)[] Settings =
        [("bars.symbol", "BTC/USD"), ("bars.timeframe", "PT1S"), ("sma.period", "2"), ("sma2.period", "3"), ("fixed_notional.amount", "500"), ("max_position.notional", "2000")];

    private static readonly (string To, string From)[] Wires =
    [
        ("sma.in", "bars.close"), ("sma2.in", "bars.close"), ("crosses_above.a", "sma.value"), ("crosses_above.b", "sma2.value"), ("compare.a", "sma.value"), ("compare.b", "sma2.value"),
        ("enter.when", "crosses_above.now"), ("enter.size", "fixed_notional.size"), ("exit.when", "compare.is"), ("max_position.intent", "enter.intent"), ("market.intent", "max_position.intent"), ("market2.intent", "exit.intent"),
    ];

    [Fact]
    public async Task It_is_drawn_tested_armed_and_its_order_tells_what_was_seen()
    {
        await using var host = await HostProcess.StartAsync("strategy");
        await using var visitor = await browser.VisitAsync(host.Origin, 1440, 900);
        await visitor.ClaimAsync(host);
        var connection = await visitor.ConnectPaperAsync();

        var strategy = await DrawAsync(visitor, connection);
        await LookAtCanvasAsync(visitor, strategy);
        await TestOnThePastAsync(visitor, strategy);

        await visitor.GoAsync($"/strategies/{strategy}");
        await visitor.Hook("arm").ClickAsync();
        await visitor.GoAsync("/orders?state=all");
        await visitor.ReloadUntilAsync(visitor.Hook("order-row"));
        await visitor.GoAsync(await visitor.Hook("order-row").Last.Locator("th a").GetAttributeAsync("href") ?? "");
        await Expect(visitor.Hook("trace")).ToContainTextAsync("version 2");
        await Expect(visitor.Hook("trace")).ToContainTextAsync("sma2");
        await StepAsync(visitor, strategy);
        var (misfits, axe) = await visitor.StumblingAsync("strategy-4-order");
        Assert.Empty(misfits.Concat(axe));
        visitor.AssertClean();
    }

    private static async Task<string> DrawAsync(Visitor visitor, string connection)
    {
        await visitor.GoAsync("/strategies/new");
        await visitor.Get("#name").FillAsync("Drawn by hand");
        await visitor.Get("input[name=from][value=empty]").CheckAsync();
        await visitor.Hook("create-strategy").ClickAsync();
        var strategy = new Uri(visitor.Page.Url).Segments[^2].TrimEnd('/');
        for (var i = 0; i < Blocks.Length; i++)
        {
            await visitor.Get("#addType").SelectOptionAsync(Blocks[i]);
            await visitor.Hook("add-block").ClickAsync();
            await Expect(visitor.Hook("block")).ToHaveCountAsync(i + 1);
        }

        foreach (var (field, value) in Settings) await visitor.Get($"[name='p.{field}']").FillAsync(value);
        await visitor.Get("[name='p.bars.assetClass']").SelectOptionAsync("crypto");
        await visitor.Get("[name='p.bars.connectionId']").SelectOptionAsync(connection);
        await visitor.Get("[name='p.compare.is']").SelectOptionAsync("below");
        await Expect(visitor.Hook("problems")).ToContainTextAsync("nothing is wired");
        foreach (var (to, from) in Wires) await visitor.Get($"[name='w.{to}']").First.SelectOptionAsync(from);
        await visitor.Hook("check-drawing").ClickAsync();
        await Expect(visitor.Hook("problems")).ToHaveCountAsync(0);
        var (misfits, axe) = await visitor.StumblingAsync("strategy-1-outline");
        Assert.Empty(misfits.Concat(axe));
        await visitor.Hook("save-drawing").ClickAsync();
        await Expect(visitor.Get("svg.graph .wire")).ToHaveCountAsync(Wires.Length);
        return strategy;
    }

    private static async Task LookAtCanvasAsync(Visitor visitor, string strategy)
    {
        await visitor.GoAsync($"/strategies/{strategy}/canvas");
        await Expect(visitor.Get(".react-flow__node")).ToHaveCountAsync(Blocks.Length);
        await Expect(visitor.Get(".react-flow__edge")).ToHaveCountAsync(Wires.Length);
        await visitor.Get("[data-add=rsi]").ClickAsync();
        await Expect(visitor.Get(".react-flow__node")).ToHaveCountAsync(Blocks.Length + 1);
        await Expect(visitor.Hook("canvas-says")).Not.ToContainTextAsync("Nothing keeps");

        // Without a pointer: the fields beside the canvas make wires, and say why one cannot be made.
        await visitor.Get("select[aria-label='Wire something to in']").SelectOptionAsync("fixed_notional.size");
        await Expect(visitor.Hook("canvas-says")).ToContainTextAsync("No wire: quantity does not fit series");
        await Expect(visitor.Get(".react-flow__edge")).ToHaveCountAsync(Wires.Length);
        await visitor.Get("select[aria-label='Wire something to in']").SelectOptionAsync("bars.close");
        await Expect(visitor.Get(".react-flow__edge")).ToHaveCountAsync(Wires.Length + 1);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(visitor.Get(".react-flow__edge")).ToHaveCountAsync(Wires.Length);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(visitor.Get(".react-flow__node")).ToHaveCountAsync(Blocks.Length);
        await visitor.PhotographAsync("strategy-2-canvas");
    }

    // Backwards and forwards through what it saw, by plain links.
    private static async Task StepAsync(Visitor visitor, string strategy)
    {
        var order = new Uri(visitor.Page.Url).PathAndQuery;
        await visitor.GoAsync($"/strategies/{strategy}/replay");
        var newest = await visitor.Hook("step-number").InnerTextAsync();
        await visitor.Hook("step-before").ClickAsync();
        await Expect(visitor.Hook("step-number")).Not.ToHaveTextAsync(newest);
        await Expect(visitor.Hook("step-values")).ToContainTextAsync("sma2");
        await Expect(visitor.Get("svg.graph .wire-value").First).ToBeVisibleAsync();
        await visitor.Hook("step-after").ClickAsync();
        await Expect(visitor.Hook("step")).ToContainTextAsync("version 2");
        var (misfits, axe) = await visitor.StumblingAsync("strategy-5-step");
        Assert.Empty(misfits.Concat(axe));
        await visitor.GoAsync(order);
    }

    private static async Task TestOnThePastAsync(Visitor visitor, string strategy)
    {
        await visitor.GoAsync($"/strategies/{strategy}/backtest");
        await visitor.Get("#csv").SetInputFilesAsync(new FilePayload { Name = "bars.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(Bars()) });
        await visitor.Hook("run-backtest").ClickAsync();
        await visitor.ReloadUntilAsync(visitor.Hook("report"));
        await Expect(visitor.Hook("trades").Locator("tbody tr").First).ToBeVisibleAsync();
        var (misfits, axe) = await visitor.StumblingAsync("strategy-3-report");
        Assert.Empty(misfits.Concat(axe));
    }

    // A wave, so that averages cross again and again.
    private static string Bars()
    {
        var text = new StringBuilder("time,open,high,low,close,volume\n");
        var before = 100m;
        for (var i = 0; i < 300; i++)
        {
            var close = decimal.Round(100m + (10m * (decimal)Math.Sin(i / 6.0)), 2);
            text.Append(CultureInfo.InvariantCulture, $"{DateTime.UnixEpoch.AddDays(20_000 + i):yyyy-MM-dd'T'HH:mm:ss'Z'},{before},{Math.Max(before, close) + 1},{Math.Min(before, close) - 1},{close},1000\n");
            before = close;
        }

        return text.ToString();
    }
}
