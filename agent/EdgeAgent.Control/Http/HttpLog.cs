using Microsoft.Extensions.Logging;

namespace EdgeAgent.Control.Http;

/// <summary>Log messages of the HTTP API.</summary>
internal static partial class HttpLog
{
    [LoggerMessage(620, LogLevel.Error, "{Method} {Path} failed unexpectedly")]
    public static partial void Failed(ILogger log, string method, string path, Exception error);
}
