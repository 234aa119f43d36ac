using EdgeAgent.Control.V1;
using EdgeAgent.Edgectl.Output;
using Grpc.Core;

namespace EdgeAgent.Edgectl.Commands;

/// <summary>Follows a box's messages over connections that break: each one goes on where the last one ended.</summary>
internal sealed class EventTail(AgentService.AgentServiceClient client, WatchEventsRequest request, Action<StoredMessage> print, TimeProvider time)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>Follows until it is cancelled.</summary>
    /// <exception cref="RpcException">The agent was never reached, or refuses.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var (reached, pause) = (false, TimeSpan.FromSeconds(0.5));
        while (true)
        {
            try
            {
                using var call = client.WatchEvents(request, new CallOptions(cancellationToken: cancellation));
                while (await call.ResponseStream.MoveNext(cancellation))
                {
                    (reached, pause) = (true, TimeSpan.FromSeconds(0.5));
                    Take(call.ResponseStream.Current);
                }
            }
            catch (RpcException error) when (reached && error.StatusCode == StatusCode.Unavailable && !cancellation.IsCancellationRequested)
            {
                Screen.Note($"edgectl: the connection is lost ({error.Status.Detail}); trying again");
            }

            await Task.Delay(pause, time, cancellation);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private void Take(WatchEventsResponse response)
    {
        switch (response.WhatCase)
        {
            case WatchEventsResponse.WhatOneofCase.Message:
                print(response.Message);
                (request.StoreId, request.AfterSequence) = (response.Message.StoreId, response.Message.Sequence);
                break;
            case WatchEventsResponse.WhatOneofCase.Place:
                (request.StoreId, request.AfterSequence) = (response.Place.StoreId, response.Place.AfterSequence);
                break;
        }
    }
}
