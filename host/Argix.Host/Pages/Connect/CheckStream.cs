using System.Text.Json;
using System.Threading.Channels;
using Argix.Connections;
using Argix.Pages.Brokers;
using Argix.Plugins;

namespace Argix.Pages.Connect;

/// <summary>
/// Checks as they become known, one JSON object a line, for the script that fills the list while the test runs. The last line says where to go.
/// Without script the same form is a plain POST and the list comes with the next page.
/// </summary>
internal static class CheckStream
{
    public static bool IsWanted(HttpRequest request) => request.Headers["X-Argix-Checks"] == "1";

    /// <summary>Runs the test and writes its lines; <paramref name="run"/> gives the address of the page that follows.</summary>
    public static async Task WriteAsync(HttpContext context, BrokerEntry? broker, Func<IProgress<CheckResult>, Task<string>> run)
    {
        context.Response.ContentType = "application/x-ndjson";
        var lines = Channel.CreateUnbounded<CheckResult>();
        var test = RunAsync(run, lines.Writer);
        await foreach (var check in lines.Reader.ReadAllAsync(context.RequestAborted))
        {
            await LineAsync(context, new { id = check.Id, name = BrokerWords.Check(check.Id), status = check.Status, word = Web.Format.Words(check.Status), detail = BrokerWords.Sentence(check.Detail), icon = Web.Tags.Html.Icon(Icon(check.Status)), help = CheckHelp.Links(check, broker?.Manifest.Name).Select(l => new { text = l.Text, href = l.Href, label = l.Label }) });
        }
        await LineAsync(context, new { next = await test });
    }

    private static async Task<string> RunAsync(Func<IProgress<CheckResult>, Task<string>> run, ChannelWriter<CheckResult> lines)
    {
        try
        {
            return await run(new Teller(lines));
        }
        finally
        {
            lines.Complete();
        }
    }

    /// <summary>The icon of a status; the word stands beside it.</summary>
    public static string Icon(string status) => status switch { "passed" => "check", "failed" => "cross", "warning" => "warning", _ => "ring" };

    private static async Task LineAsync(HttpContext context, object line)
    {
        await context.Response.WriteAsync(JsonSerializer.Serialize(line) + "\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    // Progress<T> would hop threads and lose the order.
    private sealed class Teller(ChannelWriter<CheckResult> lines) : IProgress<CheckResult>
    {
        public void Report(CheckResult value) => lines.TryWrite(value);
    }
}
