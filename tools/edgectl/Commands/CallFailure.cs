using Grpc.Core;

namespace EdgeAgent.Edgectl.Commands;

/// <summary>What a failed call says to the person who made it.</summary>
internal static class CallFailure
{
    /// <summary>One sentence; for a configuration that can't be used, one for each of its problems.</summary>
    public static IEnumerable<string> Sentences(RpcException error) => IsConfiguration(error) ? error.Status.Detail.Split('\n') : [Sentence(error)];

    /// <summary>One sentence.</summary>
    public static string Sentence(RpcException error) => error.StatusCode switch
    {
        StatusCode.Unavailable => $"the agent can't be reached: {Detail(error)}",
        StatusCode.DeadlineExceeded => "the agent did not answer in time; try again, or give more with --timeout",
        StatusCode.Unauthenticated => $"the agent does not know you: {Detail(error)}",
        StatusCode.PermissionDenied => $"you may not do this: {Detail(error)}",
        StatusCode.Unimplemented => $"this agent can't do that: {Detail(error)}",
        _ => Detail(error),
    };

    /// <summary>The exit code.</summary>
    public static int ExitCodeOf(RpcException error) => error.StatusCode switch
    {
        StatusCode.InvalidArgument or StatusCode.NotFound or StatusCode.OutOfRange => ExitCode.Usage,
        StatusCode.DataLoss => ExitCode.Unreadable,
        StatusCode.FailedPrecondition when IsConfiguration(error) => ExitCode.Configuration,
        _ => ExitCode.Failed,
    };

    private static bool IsConfiguration(RpcException error) => error.Trailers.GetValue("edge-problem") == "configuration";

    private static string Detail(RpcException error) => error.Status.Detail is { Length: > 0 } detail ? detail.ReplaceLineEndings(" ") : $"the call ended with {error.StatusCode}";
}
