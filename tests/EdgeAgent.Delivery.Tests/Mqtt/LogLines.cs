using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Delivery.Tests.Mqtt;

/// <summary>Keeps what is logged.</summary>
internal sealed class LogLines<T>(Signal? signal = null) : ILogger<T>
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Lines.Enqueue($"{logLevel} {eventId.Id}: {formatter(state, exception)} {exception}");
        signal?.Raise();
    }
}
