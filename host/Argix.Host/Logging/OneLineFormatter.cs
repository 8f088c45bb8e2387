using System.Globalization;
using System.Text;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace Argix.Logging;

/// <summary>One event, one line, no secrets: what is rendered is scrubbed, then every control character is written as an escape.</summary>
public sealed class OneLineFormatter(Redactor redactor) : ITextFormatter
{
    private readonly MessageTemplateTextFormatter _inner =
        new("{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} [{Level:u3}] {SourceContext}: {Message:l} {Exception}", CultureInfo.InvariantCulture);

    public void Format(LogEvent logEvent, TextWriter output)
    {
        var rendered = new StringWriter(CultureInfo.InvariantCulture);
        _inner.Format(logEvent, rendered);
        output.WriteLine(Encode(redactor.Scrub(rendered.ToString()).TrimEnd()));
    }

    /// <summary>Line feeds become <c>\n</c>; other control, format and line-separating characters <c>\uXXXX</c>.</summary>
    public static string Encode(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c == '\n')
                line.Append("\\n");
            else if (c == '\r')
                line.Append("\\r");
            else if (IsHarmless(c))
                line.Append(c);
            else
                line.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
        }
        return line.ToString();
    }

    private static bool IsHarmless(char c) => c == '\t' || char.GetUnicodeCategory(c) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
