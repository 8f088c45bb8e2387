using Argix.Data;
using Serilog;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace Argix.Logging;

/// <summary>Logs to stderr and to a rolling file in the data directory. Stdout belongs to the <c>argix:</c> lines.</summary>
public static class LoggingRegistration
{
    // At its most verbose the framework writes down the arguments of a page's handler: passwords, codes, one-time links. No level is worth that.
    private static bool TellsWhatWasTyped(LogEvent e) => e.Level == LogEventLevel.Verbose && e.Properties.TryGetValue("SourceContext", out var from)
        && from is ScalarValue { Value: string category } && category.StartsWith("Microsoft.AspNetCore.Mvc", StringComparison.Ordinal);

    /// <summary>What is written at all is decided by <c>Logging:LogLevel</c>; a command that is not the host writes no console log.</summary>
    public static void AddArgixLogging(this WebApplicationBuilder builder, DataDirectory directory, bool console)
    {
        var redactor = new Redactor();
        builder.Services.AddSingleton(redactor);
        var formatter = new OneLineFormatter(redactor);
        var logger = new LoggerConfiguration().MinimumLevel.Verbose().Enrich.FromLogContext().Filter.ByExcluding(TellsWhatWasTyped);
        if (console)
        {
            var least = builder.Environment.IsDevelopment() ? LogEventLevel.Information : LogEventLevel.Warning;
            logger.WriteTo.Console(formatter, least, standardErrorFromLevel: LogEventLevel.Verbose);
            logger.WriteTo.File(formatter, directory.File("logs", "argix-.log"), rollingInterval: RollingInterval.Day,
                retainedFileCountLimit: 14, fileSizeLimitBytes: 64 << 20, rollOnFileSizeLimit: true);
        }
        builder.Logging.ClearProviders();
        // Not AddSerilog: it adds a filter of its own that lets everything through, whatever Logging:LogLevel says.
        builder.Logging.AddProvider(new SerilogLoggerProvider(logger.CreateLogger(), dispose: true));
    }
}
