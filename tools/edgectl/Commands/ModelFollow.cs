using EdgeAgent.Control.V1;
using EdgeAgent.Edgectl.Output;
using Grpc.Core;

namespace EdgeAgent.Edgectl.Commands;

/// <summary>Follows a version until it has come to its end, over links that are cut: a probation may take a day.</summary>
internal sealed class ModelFollow(ModelService.ModelServiceClient client, TimeSpan patience, TimeProvider time)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Follows.</summary>
    /// <param name="model">The version.</param>
    /// <param name="before">How it stood before it was asked for: an end of an earlier trial is none of this one. Null when it was not there.</param>
    /// <param name="tell">Told of each change.</param>
    /// <param name="isEnd">Whether a state is the end.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>How it stands at its end.</returns>
    /// <exception cref="RpcException">The box refuses, or could not be reached for longer than the patience.</exception>
    public async Task<ModelStatus> RunAsync(ModelVersion model, ModelStatus? before, Action<ModelStatus> tell, Func<ModelState, bool> isEnd, CancellationToken cancellation)
    {
        var (last, pause, lost) = ("", TimeSpan.FromSeconds(1), time.GetTimestamp());
        while (true)
        {
            try
            {
                using var call = client.WatchState(new WatchModelStateRequest { Name = model.Name }, new CallOptions(cancellationToken: cancellation));
                while (await call.ResponseStream.MoveNext(cancellation))
                {
                    (pause, lost) = (TimeSpan.FromSeconds(1), time.GetTimestamp());
                    if (call.ResponseStream.Current.Status is not { } status || status.Model.Version != model.Version || IsOld(status, before)) continue;
                    if (ModelTable.Line(status) is var line && line != last) tell(status);
                    last = line;
                    if (isEnd(status.State)) return status;
                }
            }
            catch (RpcException error) when (error.StatusCode == StatusCode.Unavailable && time.GetElapsedTime(lost) < patience && !cancellation.IsCancellationRequested)
            {
                // It goes on there without us.
            }

            await Task.Delay(pause, time, cancellation);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private static bool IsOld(ModelStatus status, ModelStatus? before) =>
        before is not null && status.State is ModelState.RolledBack or ModelState.Rejected && status.State == before?.State && Equals(status.Since, before.Since);
}
