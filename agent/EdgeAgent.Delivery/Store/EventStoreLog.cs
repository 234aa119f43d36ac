using Microsoft.Extensions.Logging;

namespace EdgeAgent.Delivery.Store;

/// <summary>What the store says.</summary>
internal static partial class EventStoreLog
{
    [LoggerMessage(2060, LogLevel.Information, "Event store {StoreId} in {Directory}: {Pending} messages wait for delivery, the last is {Last}")]
    public static partial void Opened(ILogger log, string storeId, string directory, long pending, long last);

    [LoggerMessage(2061, LogLevel.Error, "Events can't be stored: {Problem} {Waiting} records wait in memory, {Refused} were turned away and will be declared")]
    public static partial void Degraded(ILogger log, string problem, long waiting, long refused);

    [LoggerMessage(2062, LogLevel.Warning, "The event store works again")]
    public static partial void Recovered(ILogger log);

    [LoggerMessage(2063, LogLevel.Error, "The event store's database was set aside as {Name}: {Reason} Events that could be read go on to the broker, the rest is declared as lost")]
    public static partial void SetAside(ILogger log, string name, string reason);

    [LoggerMessage(2064, LogLevel.Warning, "{Messages} messages that were not sent are given up and declared ({Cause})")]
    public static partial void Dropped(ILogger log, long messages, string cause);

    [LoggerMessage(2065, LogLevel.Error, "The event store stopped without reaching the disk: {Records} records are lost")]
    public static partial void Lost(ILogger log, long records);

    [LoggerMessage(2066, LogLevel.Warning, "The event store can't be read for delivery: {Problem}")]
    public static partial void ReadFailed(ILogger log, string problem);

    [LoggerMessage(2067, LogLevel.Warning, "{Events} events that were open when the agent ended without notice are closed")]
    public static partial void Interrupted(ILogger log, int events);

    [LoggerMessage(2069, LogLevel.Warning, "The reserve for a full disk can't be written: {Problem} The store works without it")]
    public static partial void NoReserve(ILogger log, string problem);

    [LoggerMessage(2068, LogLevel.Error, "The disk is full: the reserve is given up and old messages make room for new ones")]
    public static partial void DiskFull(ILogger log);
}
