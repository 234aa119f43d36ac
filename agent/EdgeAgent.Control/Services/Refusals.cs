using EdgeAgent.Core.Control;
using Grpc.Core;

namespace EdgeAgent.Control.Services;

/// <summary>Turns refusals of the agent into statuses of calls.</summary>
internal static class Refusals
{
    /// <summary>Carries a call out; a refusal ends it with its status.</summary>
    public static async Task<T> AsStatusAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (ControlRefusedException refused)
        {
            throw new RpcException(new Status(CodeOf(refused.Kind), refused.Message, refused));
        }
        catch (ConfigurationRefusedException refused)
        {
            throw new RpcException(new Status(StatusCode.FailedPrecondition, refused.Message, refused), [new Metadata.Entry("edge-problem", "configuration")]);
        }
    }

    /// <summary>Carries out what needs no waiting; a refusal ends the call with its status.</summary>
    public static T AsStatus<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (ControlRefusedException refused)
        {
            throw new RpcException(new Status(CodeOf(refused.Kind), refused.Message, refused));
        }
    }

    /// <summary>A number that must not be negative.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT: it is.</exception>
    public static long NotNegative(long value, string field) =>
        value >= 0 ? value : throw new RpcException(new Status(StatusCode.InvalidArgument, $"{field} is {value}; give 0 or more"));

    private static StatusCode CodeOf(RefusalKind kind) => kind switch
    {
        RefusalKind.NotFound => StatusCode.NotFound,
        RefusalKind.Invalid => StatusCode.InvalidArgument,
        RefusalKind.Unreadable => StatusCode.DataLoss,
        RefusalKind.NotNow => StatusCode.FailedPrecondition,
        RefusalKind.Exhausted => StatusCode.ResourceExhausted,
        _ => StatusCode.Unavailable,
    };
}
