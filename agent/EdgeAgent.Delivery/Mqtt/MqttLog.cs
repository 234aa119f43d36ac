using Microsoft.Extensions.Logging;

namespace EdgeAgent.Delivery.Mqtt;

/// <summary>What the publisher says to the log. Event ids 2040 to 2059.</summary>
internal static partial class MqttLog
{
    [LoggerMessage(2050, LogLevel.Information, "connected to {Server} with MQTT {Protocol}: {Window} packets on their way at most, session {Session}")]
    public static partial void Connected(ILogger logger, string server, string protocol, int window, string session);

    [LoggerMessage(2051, LogLevel.Warning, "{Reason} Next attempt in {Seconds:F1} s.")]
    public static partial void Failed(ILogger logger, string reason, double seconds);

    [LoggerMessage(2052, LogLevel.Warning, "the broker refuses {Id} for good and it is a dead letter now: {Reason}")]
    public static partial void Refused(ILogger logger, string id, string reason);

    [LoggerMessage(2053, LogLevel.Warning, "the broker refuses messages for now ({Reason}); lane {Lane} waits {Seconds:F0} s")]
    public static partial void RefusedForNow(ILogger logger, string reason, string lane, double seconds);

    [LoggerMessage(2054, LogLevel.Warning, "the document at {Topic} is not published: {Reason}")]
    public static partial void DocumentRefused(ILogger logger, string topic, string reason);

    [LoggerMessage(2055, LogLevel.Warning, "not connecting for {Seconds:F0} s: the byte budget (Mqtt:Budget:MegabytesPerDay) is spent")]
    public static partial void OutOfBudget(ILogger logger, double seconds);

    [LoggerMessage(2056, LogLevel.Information, "byte budget: {Left} bytes left, messages are folded where needed (stage {Tier})")]
    public static partial void Tier(ILogger logger, long left, string tier);

    [LoggerMessage(2057, LogLevel.Error, "the publisher met a fault and starts over: {Reason}")]
    public static partial void Fault(ILogger logger, Exception error, string reason);

    [LoggerMessage(2058, LogLevel.Information, "left {Server}; {Pending} messages stay for the next start")]
    public static partial void Left(ILogger logger, string server, long pending);

    [LoggerMessage(2040, LogLevel.Warning, "{Server} does not let the agent hear {Topic} ({Reason}): documents are sent on every connection only, not when Home Assistant starts")]
    public static partial void BirthNotHeard(ILogger logger, string server, string topic, string reason);

    [LoggerMessage(2041, LogLevel.Error, "the broker refuses a gap record for good ({Reason}): subscribers don't know of every loss until it is delivered; allow the box its gaps topic, then run edge-agent outbox requeue")]
    public static partial void GapRefused(ILogger logger, string reason);

    [LoggerMessage(2042, LogLevel.Error, "{Server} ends the connection, or it breaks, each time when {Subject} is sent: it is put off, the rest goes on, and it is tried again in {Seconds:F0} s and later")]
    public static partial void PutOff(ILogger logger, string server, string subject, double seconds);

    [LoggerMessage(2059, LogLevel.Warning, "too many documents are up; the one at {Topic} is not published")]
    public static partial void TooManyDocuments(ILogger logger, string topic);
}
