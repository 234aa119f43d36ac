using System.Collections.Concurrent;
using EdgeAgent.Delivery.Embedded;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Delivery.Tests.Embedded;

/// <summary>What was logged, as <c>id level: text</c>.</summary>
internal sealed class LogLines : ILogger<EmbeddedBroker>
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyList<string> All => [.. _lines];

    /// <summary>Lines of an event id.</summary>
    public IReadOnlyList<string> Of(int id) => [.. _lines.Where(line => line.StartsWith($"{id} ", StringComparison.Ordinal))];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue($"{eventId.Id} {logLevel}: {formatter(state, exception)}");
}
