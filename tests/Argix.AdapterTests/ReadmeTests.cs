using Argix.Contracts.Testing.Kit;

namespace Argix.AdapterTests;

public class ReadmeTests
{
    // Folders of recordings and specifications that no table of recordings walks through, and why.
    private static readonly Dictionary<string, string> Otherwise = new(StringComparer.Ordinal)
    {
        ["lean-Coinbase/coinbase"] = "one message of a market data channel, which is not used",
        ["joaquinbejar-tradier/tradier"] = "schemas, not recordings: order rows are held against one of them in TradierTests",
        ["official-openapi/alpaca"] = "specification: MapTests", ["official-openapi/interactive-brokers"] = "specification: InteractiveBrokersTests", ["official-openapi/oanda"] = "specification: OandaTests",
        ["official-openapi/tradestation"] = "specification: TradeStationTests", ["official-openapi/binance"] = "specification: Binance's RecordingTests",
    };

    private static readonly string[] Tables =
        ["alpaca-py/alpaca", "jkorf-Binance.Net/binance", "lean-Binance/binance", "jkorf-Coinbase.Net/coinbase", "jkorf-Kraken.Net/kraken", "oanda-api-v20/oanda", "tradier.rb/tradier", "ibkr-conduit/interactive-brokers"];

    /// <summary>The eight of which there is code that speaks to a broker.</summary>
    public static TheoryData<string> Brokers => [.. Broker.Folders.Keys.Where(id => id != "paper" && Broker.Manifest(id).Entry is not null).Order(StringComparer.Ordinal)];

    [Fact]
    public void All_eight_adapters_are_graded() =>
        Assert.Equal(["alpaca", "binance", "coinbase", "interactive-brokers", "kraken", "oanda", "tradestation", "tradier"], Brokers.Select(b => b.Data).Where(id => File.Exists(Path.Combine(Broker.Folders[id], "grade.json"))));

    [Theory]
    [MemberData(nameof(Brokers))]
    public void The_readme_says_what_the_kept_grade_says(string id) =>
        Assert.Contains(Readme.Grade(KitReport.FromJson(File.ReadAllBytes(Path.Combine(Broker.Folders[id], "grade.json")))), Readme.Row(id));

    [Fact]
    public void Every_folder_of_recordings_of_the_eight_is_in_a_table_or_left_out_for_a_reason()
    {
        var root = Fixtures.Folder(".");
        var folders = Directory.EnumerateDirectories(root).SelectMany(Directory.EnumerateDirectories).Select(d => Path.GetRelativePath(root, d).Replace('\\', '/'))
            .Where(f => Brokers.Any(b => b.Data == Readme.BrokerOf(f))).ToList();
        Otherwise.ToList().ForEach(o => TestContext.Current.TestOutputHelper!.WriteLine($"{o.Key}: {o.Value}"));
        Assert.Empty(folders.Except(Tables).Except(Otherwise.Keys));
        Assert.Contains("no recordings", Readme.Row("tradestation"));
    }
}
