using Argix.AdapterTests.Binance;
using Argix.AdapterTests.Coinbase;
using Argix.AdapterTests.InteractiveBrokers;
using Argix.AdapterTests.Oanda;
using Argix.AdapterTests.Tradier;
using Argix.AdapterTests.TradeStation;
using Argix.Broker.Alpaca;
using Argix.Broker.Binance;
using Argix.Broker.Coinbase;
using Argix.Broker.InteractiveBrokers;
using Argix.Broker.Kraken;
using Argix.Broker.Oanda;
using Argix.Broker.Tradier;
using Argix.Broker.TradeStation;
using Argix.Contracts.Testing.Kit;
using Argix.ScriptedAlpaca;
using Argix.ScriptedKraken;

namespace Argix.AdapterTests.Kit;

/// <summary>The grades that stand with the bundled plugins are what the kit finds now. <c>ARGIX_UPDATE_GRADES=1</c> writes them anew.</summary>
public class GradeTests
{
    private static readonly Dictionary<string, Func<string, KitSubject>> Graded = new(StringComparer.Ordinal)
    {
        ["Argix.Broker.Alpaca"] = KitSubject.Of<AlpacaPlugin, AlpacaScript>,
        ["Argix.Broker.Binance"] = KitSubject.Of<BinancePlugin, BinanceScript>,
        ["Argix.Broker.Coinbase"] = KitSubject.Of<CoinbasePlugin, CoinbaseScript>,
        ["Argix.Broker.InteractiveBrokers"] = KitSubject.Of<InteractiveBrokersPlugin, InteractiveBrokersScript>,
        ["Argix.Broker.Kraken"] = KitSubject.Of<KrakenPlugin, KrakenScript>,
        ["Argix.Broker.Oanda"] = KitSubject.Of<OandaPlugin, OandaScript>,
        ["Argix.Broker.Tradier"] = KitSubject.Of<TradierPlugin, TradierScript>,
        ["Argix.Broker.TradeStation"] = KitSubject.Of<TradeStationPlugin, TradeStationScript>,
    };

    public static TheoryData<string> Folders => [.. Graded.Keys];

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task The_kept_grade_is_what_the_kit_finds(string name)
    {
        var folder = Path.Combine(Root(), "plugins", name);
        var report = await ConformanceKit.RunAsync(Graded[name](folder));
        var file = Path.Combine(folder, "grade.json");
        if (Environment.GetEnvironmentVariable("ARGIX_UPDATE_GRADES") == "1")
        {
            await File.WriteAllTextAsync(file, report.ToJson(), TestContext.Current.CancellationToken);
        }
        TestContext.Current.TestOutputHelper?.WriteLine(report.ToTable());
        Assert.Equal(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), report.ToJson());
    }

    internal static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Argix.Platform.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("not below the repository");
        }
        return folder.FullName;
    }
}

/// <summary>What the tutorial shows is what the kit's own tests are held against.</summary>
public class TutorialTests
{
    [Theory]
    [InlineData("AcmeLookUp.cs")]
    [InlineData("AcmeChange.cs")]
    [InlineData("AcmeStream.cs")]
    [InlineData("AcmeMarket.cs")]
    [InlineData("gold.json")]
    public async Task The_tutorial_shows_the_file(string name)
    {
        var doc = await File.ReadAllTextAsync(Path.Combine(GradeTests.Root(), "docs", "plugin-authors.md"), TestContext.Current.CancellationToken);
        Assert.Contains(await File.ReadAllTextAsync(Path.Combine(GradeTests.Root(), "tests", "fixtures", "AcmeGold", name), TestContext.Current.CancellationToken), doc);
    }
}
