using Microsoft.Extensions.Logging;

namespace EdgeAgent.Rpc.Server;

/// <summary>What the server tells its log; event ids 500 to 599.</summary>
internal static partial class RpcServerLog
{
    [LoggerMessage(500, LogLevel.Error, "{Method} failed unexpectedly")]
    public static partial void ServiceFailed(ILogger logger, string method, Exception fault);
}
