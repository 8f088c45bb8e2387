using System.Globalization;
using System.Text.Json;

namespace Argix.IntegrationTests.Trading;

/// <summary>
/// The paper venue's ledger file, read and added up without the venue's own code: it judges what the API says.
/// </summary>
public sealed record PaperLedger(IReadOnlyList<JsonElement> Lines)
{
    public static IReadOnlyList<string> Files(string data, string broker = "paper") =>
        Directory.Exists(Path.Combine(data, "brokers", broker)) ? Directory.GetFiles(Path.Combine(data, "brokers", broker), "ledger.jsonl", SearchOption.AllDirectories) : [];

    public static PaperLedger Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        var text = reader.ReadToEnd();
        return new PaperLedger([.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement.Clone())]);
    }

    /// <summary>The folder of the ledger is named after the login; here it is found by an order that it took.</summary>
    public static PaperLedger With(string data, string clientOrderId, string broker = "paper") =>
        Files(data, broker).Select(Read).Single(l => l.Accepted.Any(a => string.Equals(Text(a, "clientOrderId"), clientOrderId, StringComparison.OrdinalIgnoreCase)));

    public IEnumerable<JsonElement> Accepted => Of("accepted");
    public IEnumerable<JsonElement> Fills => Of("fill");

    public IEnumerable<JsonElement> Of(string kind) => Lines.Where(l => Text(l, "kind") == kind);

    /// <summary>Start, less what was bought, plus what was sold, less fees.</summary>
    public decimal Cash => Of("opened").Sum(l => Number(l, "startingCash")) + Fills.Sum(f => -Signed(f) * Number(f, "price") - Number(f, "fee"));

    public Dictionary<string, decimal> Positions =>
        Fills.GroupBy(f => SymbolOf(f)).ToDictionary(g => g.Key, g => g.Sum(Signed)).Where(p => p.Value != 0).ToDictionary();

    public Dictionary<string, string> ClientIds => Accepted.ToDictionary(a => Text(a, "orderId"), a => Text(a, "clientOrderId"));

    public decimal Filled(string clientOrderId) =>
        Fills.Where(f => string.Equals(ClientIds[Text(f, "orderId")], clientOrderId, StringComparison.OrdinalIgnoreCase)).Sum(f => Number(f, "quantity"));

    public static string Text(JsonElement line, string name) => line.TryGetProperty(name, out var v) ? v.ToString() : "";

    public static decimal Number(JsonElement line, string name) => Text(line, name) is { Length: > 0 } t ? decimal.Parse(t, CultureInfo.InvariantCulture) : 0;

    // A fill's line may leave side and symbol to the line of its order.
    private JsonElement OrderOf(JsonElement fill) => Accepted.First(a => Text(a, "orderId") == Text(fill, "orderId"));

    private string SymbolOf(JsonElement fill) => Text(OrderOf(fill), "symbol");

    private decimal Signed(JsonElement fill) => Text(OrderOf(fill), "side") == "buy" ? Number(fill, "quantity") : -Number(fill, "quantity");
}
