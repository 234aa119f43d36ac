using Google.Protobuf;
using Grpc.Core;

namespace EdgeAgent.Rpc.Tests;

/// <summary>The service of Protos/echo.proto; the peers in other languages do the same.</summary>
internal sealed class EchoService : Echo.EchoBase
{
    private int _hanging;

    /// <summary>True answers what random requests ask only within reason.</summary>
    public bool IsTame { get; set; }

    /// <summary>Calls that wait to be given up.</summary>
    public int Hanging => Volatile.Read(ref _hanging);

    /// <summary>Completed when a hanging call has come.</summary>
    public TaskCompletionSource Arrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completed when a hanging call was given up.</summary>
    public TaskCompletionSource GivenUp { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override async Task<EchoReply> Unary(EchoRequest request, ServerCallContext context)
    {
        await BeginAsync(request, context);
        return Answer(request, context);
    }

    public override async Task<EchoReply> Collect(IAsyncStreamReader<EchoRequest> requestStream, ServerCallContext context)
    {
        var reply = new EchoReply();
        await foreach (var request in requestStream.ReadAllAsync())
        {
            await BeginAsync(request, context);
            reply.Messages++;
            reply.Bytes += request.Payload.Length;
            reply.Text = request.Text;
        }

        return reply;
    }

    public override async Task Expand(EchoRequest request, IServerStreamWriter<EchoReply> responseStream, ServerCallContext context)
    {
        if (request.FailCode == 0 || IsTame) await BeginAsync(request, context);
        for (var i = 0; i < request.Count; i++)
        {
            var reply = Answer(request, context);
            reply.Messages = i;
            await responseStream.WriteAsync(reply);
        }

        await BeginAsync(request, context);
    }

    public override async Task Chat(IAsyncStreamReader<EchoRequest> requestStream, IServerStreamWriter<EchoReply> responseStream, ServerCallContext context)
    {
        await foreach (var request in requestStream.ReadAllAsync())
        {
            await BeginAsync(request, context);
            await responseStream.WriteAsync(Answer(request, context));
        }
    }

    private static EchoReply Answer(EchoRequest request, ServerCallContext context)
    {
        var reply = new EchoReply { Text = request.Text, Payload = request.Size > 0 ? UnsafeByteOperations.UnsafeWrap(new byte[request.Size]) : request.Payload };
        if (request.Metadata)
            foreach (var entry in context.RequestHeaders.Where(e => e.Key.StartsWith("x-", StringComparison.Ordinal)))
                reply.Metadata.Add($"{entry.Key}={(entry.IsBinary ? Convert.ToHexStringLower(entry.ValueBytes) : entry.Value)}");
        return reply;
    }

    private async Task BeginAsync(EchoRequest request, ServerCallContext context)
    {
        if (IsTame)
        {
            request.Count = Math.Clamp(request.Count, 0, 100);
            request.Size = Math.Clamp(request.Size, 0, 2000);
            request.Hang = false;
            if (request.FailCode is < 0 or > 16) request.FailCode = 0;
        }

        if (request.Metadata)
        {
            if (!context.ResponseTrailers.Any(e => e.Key == "x-final-bin"))
            {
                context.ResponseTrailers.Add("x-final-bin", [0, 1, 254, 255]);
                if (request.FailCode == 0) await context.WriteResponseHeadersAsync([new Metadata.Entry("x-initial", "first")]);
                else context.ResponseTrailers.Add("grpc-status-details-bin", [8, 3]);
            }
        }

        if (request.FailCode < 0) throw new InvalidOperationException("a secret that nobody outside may read");
        if (request.FailCode != 0) throw new RpcException(new Status((StatusCode)request.FailCode, request.FailMessage));
        if (!request.Hang) return;

        Interlocked.Increment(ref _hanging);
        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.CancellationToken.Register(() => waiting.TrySetResult());
        Arrived.TrySetResult();
        await waiting.Task;
        Interlocked.Decrement(ref _hanging);
        GivenUp.TrySetResult();
        context.CancellationToken.ThrowIfCancellationRequested();
    }
}
