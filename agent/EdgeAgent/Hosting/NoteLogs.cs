using Microsoft.Extensions.Logging;

namespace EdgeAgent.Hosting;

/// <summary>Log messages as notes on standard error; under systemd with the priority that the journal reads.</summary>
internal sealed class NoteLogs(Terminal terminal, LogLevels levels) : ILoggerProvider
{
    private readonly bool _journal = Environment.GetEnvironmentVariable("JOURNAL_STREAM") is { Length: > 0 };

    /// <summary>A factory whose loggers write notes.</summary>
    /// <param name="terminal">Where notes go.</param>
    /// <param name="levels">How much is said; the loggers ask each time.</param>
    public static ILoggerFactory Create(Terminal terminal, LogLevels levels) => LoggerFactory.Create(logging => logging
        .AddProvider(new NoteLogs(terminal, levels))
        .SetMinimumLevel(LogLevel.Trace)
        // What a web server says of its own doings is no news to the person at the box.
        .AddFilter("Microsoft", LogLevel.Warning));

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new NoteLogger(terminal, categoryName[(categoryName.LastIndexOf('.') + 1)..], levels, _journal);

    /// <inheritdoc/>
    public void Dispose()
    {
        // The terminal belongs to the process.
    }
}
