using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Argix.Strategies.Core.Graph;

namespace Argix.Strategies.Backtests;

/// <summary>What a back-test assumes; all of it is printed on the report.</summary>
public sealed record BacktestSettings(decimal StartingCash, decimal FeePercent, int SlippageTicks, decimal Tick, decimal Lot, string Currency = "USD")
{
    /// <summary>Usual steps of an asset class, where nobody says otherwise.</summary>
    public static (decimal Tick, decimal Lot) Steps(string assetClass) => assetClass switch
    {
        "crypto" or "perpetual" => (0.01m, 0.00000001m),
        "fx" => (0.00001m, 1m),
        _ => (0.01m, 1m),
    };
}

/// <summary>One closed position.</summary>
public sealed record BacktestTrade(string Side, DateTimeOffset EnteredAt, DateTimeOffset LeftAt, decimal Quantity, decimal EntryPrice, decimal ExitPrice, decimal Fees, decimal Profit, int Bars, string Entry, string Exit);

/// <summary>One point of the equity curve; drawdown in percent below the highest equity so far.</summary>
public sealed record EquityPoint(DateTimeOffset At, decimal Equity, double Drawdown);

/// <summary>A figure and how it is reckoned.</summary>
public sealed record Statistic(string Id, string Name, double? Value, string Formula);

/// <summary>Where the bars came from and what was wrong with them.</summary>
public sealed record BacktestData(string Source, string Symbol, string Timeframe, int Bars, DateTimeOffset? From, DateTimeOffset? To, int BadRows, int Duplicates, int OutOfOrder, int Gaps, IReadOnlyList<CsvIssue> Issues);

/// <summary>
/// A back-test's result. Nothing in it depends on when, where or how fast it ran: the same bars, document and settings give the same bytes.
/// <paramref name="IntentHash"/> is over every intent in order; paper and live give the same one for the same bars.
/// </summary>
public sealed record BacktestReport(string DocumentHash, BacktestData Data, BacktestSettings Settings, string FillModel, string Latency, decimal FinalEquity, decimal NetProfit, decimal Fees, int Orders, int Fills,
    int Denied, int Stopped, IReadOnlyDictionary<string, int> Reasons, int Intents, string IntentHash, IReadOnlyList<Statistic> Statistics, IReadOnlyList<EquityPoint> Equity, int TradeCount, IReadOnlyList<BacktestTrade> Trades)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new Figures(), new Moments() } };

    /// <summary>As JSON: decimals as texts, times in UTC.</summary>
    public string Write() => JsonSerializer.Serialize(this, Json);

    public static BacktestReport Read(string json) => JsonSerializer.Deserialize<BacktestReport>(json, Json)!;

    /// <summary>The curve and the trades as CSV, for a spreadsheet.</summary>
    public string EquityCsv() => "at,equity,drawdown\n" + string.Concat(Equity.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.At.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'},{Spelling.Of(p.Equity)},{p.Drawdown}\n")));

    public string TradesCsv() => "side,enteredAt,leftAt,quantity,entryPrice,exitPrice,fees,profit,bars,entry,exit\n" + string.Concat(Trades.Select(t => string.Create(CultureInfo.InvariantCulture,
        $"{t.Side},{t.EnteredAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'},{t.LeftAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'},{Spelling.Of(t.Quantity)},{Spelling.Of(t.EntryPrice)},{Spelling.Of(t.ExitPrice)},{Spelling.Of(t.Fees)},{Spelling.Of(t.Profit)},{t.Bars},{Cell(t.Entry)},{Cell(t.Exit)}\n")));

    // A spreadsheet takes a text that begins like a formula for one.
    private static string Cell(string text) => '"' + (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' ? "'" : "") + text.Replace("\"", "\"\"") + '"';

    private sealed class Figures : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => decimal.Parse(reader.GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture);

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) => writer.WriteStringValue(Spelling.Of(value));
    }

    private sealed class Moments : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
    }
}
