using Microsoft.Extensions.Logging;

namespace EdgeAgent.Control.Hosting;

/// <summary>Log messages of remote control.</summary>
internal static partial class ControlLog
{
    [LoggerMessage(600, LogLevel.Error, "{Path} can't be written ({Reason}): changes are not kept in the audit log until it can be; free some space or check the disk")]
    public static partial void CannotWrite(ILogger log, string path, string reason);
}
