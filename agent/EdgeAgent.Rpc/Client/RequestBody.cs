using System.Net;

namespace EdgeAgent.Rpc.Client;

/// <summary>The body of a call whose requests stream: lends the connection's stream to the writer until it is complete.</summary>
internal sealed class RequestBody : HttpContent
{
    private readonly TaskCompletionSource<Stream> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The stream that requests are written to, once there is one.</summary>
    public Task<Stream> Opened => _opened.Task;

    /// <summary>Ends the body: no request follows.</summary>
    public void Complete() => _completed.TrySetResult();

    /// <summary>Gives the body up, because the call is over.</summary>
    public void Abandon()
    {
        _opened.TrySetCanceled();
        // A body that ended well would tell the server that every request had come.
        _completed.TrySetCanceled();
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        try
        {
            // Headers leave at once: the server may answer before the first request.
            await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
            _opened.TrySetResult(stream);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException)
        {
            // The server reset the call, or the connection broke: the response tells the cause, and a failure here would hide it.
        }

        // Not the token, for the same reason. The call abandons its body when it ends.
        await _completed.Task.ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = -1;
        return false;
    }
}
