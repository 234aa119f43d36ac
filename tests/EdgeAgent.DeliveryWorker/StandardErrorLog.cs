using Microsoft.Extensions.Logging;

namespace EdgeAgent.DeliveryWorker;

/// <summary>Warnings and errors on standard error, where the test keeps them for its verdict.</summary>
internal sealed class StandardErrorLog : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
        // There is one place for what it says.
    }

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        // A link that is away says so all the time.
        if (IsEnabled(logLevel) && eventId.Name is not "Failed") Console.Error.WriteLine($"{logLevel} {formatter(state, exception)} {exception}");
    }

    public void Dispose()
    {
        // Nothing is held.
    }
}
