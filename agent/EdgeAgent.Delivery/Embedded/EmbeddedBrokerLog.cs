using Microsoft.Extensions.Logging;

namespace EdgeAgent.Delivery.Embedded;

/// <summary>What the embedded broker's supervisor logs: event ids 2030 to 2039.</summary>
internal static partial class EmbeddedBrokerLog
{
    [LoggerMessage(2030, LogLevel.Information, "The embedded broker listens on 127.0.0.1:{Port}; subscribe with: {Command}")]
    public static partial void Listens(ILogger logger, int port, string command);

    [LoggerMessage(2031, LogLevel.Warning, "Port {Port} is taken by another program; the embedded broker tries {Next}")]
    public static partial void PortTaken(ILogger logger, int port, int next);

    [LoggerMessage(2032, LogLevel.Error, "{Problem}. Events are stored and wait; the next try is in {Seconds} s")]
    public static partial void CannotRun(ILogger logger, string problem, double seconds);

    [LoggerMessage(2033, LogLevel.Warning, "The embedded broker {Exit} and is started again in {Seconds} s; its last words: {LastWords}")]
    public static partial void Ended(ILogger logger, string exit, double seconds, string lastWords);

    [LoggerMessage(2034, LogLevel.Information, "The embedded broker has saved and stopped")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(2035, LogLevel.Warning, "The embedded broker did not stop properly ({Exit}); what it held since its last save is lost")]
    public static partial void NotSaved(ILogger logger, string exit);

    [LoggerMessage(2036, LogLevel.Debug, "mosquitto: {Line}")]
    public static partial void Line(ILogger logger, string line);

    [LoggerMessage(2037, LogLevel.Error, "The embedded broker could not read its database, which is now {Path}: it starts with an empty one; what durable subscribers had not fetched is lost to them, but not to the agent's own store")]
    public static partial void SetAside(ILogger logger, string path);

    [LoggerMessage(2038, LogLevel.Error, "The embedded broker can't read its database in {Folder}, and it can't be renamed ({Reason}); rename mosquitto.db there")]
    public static partial void NotSetAside(ILogger logger, string folder, string reason);
}
