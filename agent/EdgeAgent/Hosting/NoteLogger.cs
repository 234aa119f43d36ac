using Microsoft.Extensions.Logging;

namespace EdgeAgent.Hosting;

/// <summary>Writes one area's log messages as notes.</summary>
internal sealed class NoteLogger(Terminal terminal, string area, LogLevels levels, bool journal) : ILogger
{
    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => levels.IsEnabled(area, logLevel);

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        if (!IsEnabled(logLevel)) return;
        // sd-daemon(3): the journal takes the priority from the line's head.
        var priority = !journal ? "" : logLevel switch { LogLevel.Trace or LogLevel.Debug => "<7>", LogLevel.Information => "<6>", LogLevel.Warning => "<4>", LogLevel.Error => "<3>", _ => "<2>" };
        var word = logLevel switch { LogLevel.Warning => "warning: ", LogLevel.Error or LogLevel.Critical => "error: ", _ => "" };
        var cause = exception is null ? "" : $" ({exception.Message})";
        terminal.Note($"{priority}{area}: {word}{formatter(state, exception)}{cause}");
    }
}
