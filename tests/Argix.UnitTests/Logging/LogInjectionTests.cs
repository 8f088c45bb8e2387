using System.Globalization;
using Argix.Logging;
using Serilog.Events;
using Serilog.Parsing;

namespace Argix.UnitTests.Logging;

/// <summary>Who may choose a symbol, a label or a User-Agent may not write lines of the log with it.</summary>
public sealed class LogInjectionTests(ITestOutputHelper output)
{
    private const string Forged = "2026-11-27T10:00:00.000+00:00 [INF] Argix.Accounts: admin signed in";

    private static readonly string[] Breaks =
    [
        "\n", "\r", "\r\n", "\n\r", "\v", "\f", "\u0085", "\u2028", "\u2029", "\0", "\u001b[2K\u001b[1A", "\u001b]0;title\u0007", "\u009b31m", "\b\b\b\b", "\u007f", "\u202e", "\u2066", "\u200b", "\ufeff", "\u00ad", "%0a", "\\n", "\t",
    ];

    [Fact]
    public void Nothing_that_is_logged_begins_a_line_or_moves_the_cursor()
    {
        var (tries, successes) = (0, new List<string>());
        foreach (var end in Breaks)
        {
            foreach (var way in (Func<string, LogEvent>[])[InMessage, InProperty, InCategory, InException, InObject])
            {
                tries++;
                var line = Written(way("AAPL" + end + Forged));
                // One end of line, our own; what cannot be seen is written as an escape.
                var clean = line.EndsWith(Environment.NewLine, StringComparison.Ordinal) && !line[..^Environment.NewLine.Length].Any(IsUnseen) && !line.StartsWith(Forged, StringComparison.Ordinal);
                if (!clean)
                    successes.Add($"{way.Method.Name} {string.Join(' ', end.Select(c => ((int)c).ToString("x4", CultureInfo.InvariantCulture)))}");
            }
        }
        output.WriteLine($"log injection: {tries} attacks, {successes.Count} successes");
        Assert.True(successes.Count == 0, string.Join('\n', successes));
    }

    [Fact]
    public void A_value_that_looks_like_a_template_is_not_filled_in()
    {
        var line = Written(InProperty("{Secret} {0} {@Request}"));
        Assert.Contains("{Secret} {0} {@Request}", line, StringComparison.Ordinal);
    }

    private static LogEvent InMessage(string text) => Event(text.Replace("{", "{{", StringComparison.Ordinal));

    private static LogEvent InProperty(string text) => Event("agent {Agent}", new LogEventProperty("Agent", new ScalarValue(text)));

    private static LogEvent InCategory(string text) => Event("x", new LogEventProperty("SourceContext", new ScalarValue(text)));

    private static LogEvent InException(string text) => new(DateTimeOffset.UnixEpoch, LogEventLevel.Error, new InvalidOperationException(text), new MessageTemplateParser().Parse("x"), []);

    private static LogEvent InObject(string text) => Event("order {@Order}", new LogEventProperty("Order", new StructureValue([new LogEventProperty("Symbol", new ScalarValue(text))])));

    private static LogEvent Event(string template, params LogEventProperty[] properties) => new(DateTimeOffset.UnixEpoch, LogEventLevel.Warning, null, new MessageTemplateParser().Parse(template), properties);

    private static string Written(LogEvent e)
    {
        var writer = new StringWriter(CultureInfo.InvariantCulture);
        new OneLineFormatter(new Redactor()).Format(e, writer);
        return writer.ToString();
    }

    private static bool IsUnseen(char c) => c != '\t' && char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
