using Microsoft.Extensions.Logging;

namespace EdgeAgent.Control.Dial;

/// <summary>Log messages of the way to the relay.</summary>
internal static partial class DialLog
{
    [LoggerMessage(601, LogLevel.Information, "reachable through {Relay}")]
    public static partial void Connected(ILogger log, string relay);

    [LoggerMessage(602, LogLevel.Warning, "not reachable through the relay: {Reason}; trying again")]
    public static partial void Lost(ILogger log, string reason);
}
