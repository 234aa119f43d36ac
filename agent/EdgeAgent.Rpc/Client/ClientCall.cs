using System.IO.Pipelines;
using EdgeAgent.Rpc.Wire;
using Grpc.Core;

namespace EdgeAgent.Rpc.Client;

/// <summary>One call under way, of any kind: sends the request, reads responses, decides the status once.</summary>
internal sealed class ClientCall<TRequest, TResponse> : IClientCall, IAsyncStreamReader<TResponse> where TRequest : class where TResponse : class
{
    private static readonly StreamPipeReaderOptions ReaderOptions = new(bufferSize: 16 * 1024, useZeroByteReads: true);

    private readonly RpcChannel _channel;
    private readonly Method<TRequest, TResponse> _method;
    private readonly CallOptions _options;
    private readonly CancellationTokenSource _cancel;
    private readonly CancellationTokenRegistration _callerCancels;
    private readonly HttpRequestMessage _request;
    private readonly Lock _ending = new();
    private RequestBody? _body;
    private HttpResponseMessage? _response;
    private PipeReader? _pipe;
    private MessageReader? _reader;
    private Metadata? _headers;
    private Task _opened = Task.CompletedTask;
    private TResponse? _current;
    private RpcException? _end;

    public ClientCall(RpcChannel channel, Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        (_channel, _method, _options) = (channel, method, options);
        var left = options.Deadline is { } deadline ? deadline.ToUniversalTime() - channel.Time.GetUtcNow().UtcDateTime : TimeSpan.MaxValue;
        _cancel = left > TimeSpan.Zero && left <= CallTimeout.Longest ? new CancellationTokenSource(left, channel.Time) : new CancellationTokenSource();
        _request = RequestHeaders.Create(channel, method, host, options, left);
        _callerCancels = options.CancellationToken.UnsafeRegister(static call => ((ClientCall<TRequest, TResponse>)call!).Cancel(), this);
        if (left <= TimeSpan.Zero) End(DeadlineStatus());
    }

    public Task<Metadata> ResponseHeadersAsync => HeadersAsync();

    public TResponse Current => _current ?? throw new InvalidOperationException("there is no message: MoveNext comes first, and must have found one");

    /// <summary>Ends what waits for the call.</summary>
    public CancellationToken Token => _cancel.Token;

    // The timer cancels without ending the call first, and may run a moment before the clock says so.
    private bool DeadlinePassed => (_cancel.IsCancellationRequested && _end is null) || ClockPassed;

    private bool ClockPassed => _options.Deadline is { } deadline && _channel.Time.GetUtcNow().UtcDateTime >= deadline.ToUniversalTime();

    public void Start(HttpContent content)
    {
        _request.Content = content;
        content.Headers.TryAddWithoutValidation("Content-Type", WireNames.ContentType);
        _opened = OpenAsync();
    }

    public RequestWriter<TRequest, TResponse> StartStream()
    {
        var body = new RequestBody();
        lock (_ending)
        {
            _body = body;
            if (_end is not null) body.Abandon();
        }

        Start(body);
        return new RequestWriter<TRequest, TResponse>(this, body, _method.RequestMarshaller, _channel.Options, _options.WriteOptions);
    }

    public async Task<TResponse> ReadSingleAsync()
    {
        var response = await ReadAsync().ConfigureAwait(false);
        if (response is not null && await ReadAsync().ConfigureAwait(false) is null) return response;
        // gRPC's status codes document: another number of responses than one is UNIMPLEMENTED.
        throw End(new Status(StatusCode.Unimplemented, response is null ? "the server sent no response and no error" : "the server sent more than one response"), force: true);
    }

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        using var given = cancellationToken.UnsafeRegister(static call => ((ClientCall<TRequest, TResponse>)call!).Cancel(), this);
        _current = await ReadAsync().ConfigureAwait(false);
        return _current is not null;
    }

    public Status GetStatus() => Ended().Status;

    public Metadata GetTrailers() => Ended().Trailers;

    /// <summary>Gives the call up.</summary>
    public void Cancel() => End(ClockPassed ? DeadlineStatus() : new Status(StatusCode.Cancelled, "the call was cancelled"));

    public void Dispose() => Cancel();

    /// <summary>
    /// What a write that failed throws: the call's status when it is known. Otherwise the call is left to its reader, because a server that ends a call early
    /// sends the status beside refusing what still comes.
    /// </summary>
    public async Task<RpcException> WriteFailedAsync(Exception fault)
    {
        await _opened.ConfigureAwait(false);
        return _end ?? new RpcException(new Status(StatusCode.Unavailable, $"{_channel.Target} takes no more requests; the response says why", fault));
    }

    private async Task OpenAsync()
    {
        try
        {
            if (_end is not null) return;
            var response = await _channel.SendAsync(_request, _cancel.Token).ConfigureAwait(false);
            if (!Keep(response)) return;
            if (ResponseStatus.Refusal(response) is { } refusal)
            {
                End(refusal, ResponseStatus.Metadata(response.Headers));
                return;
            }

            _headers = ResponseStatus.Metadata(response.Headers);
            _pipe = PipeReader.Create(await response.Content.ReadAsStreamAsync(_cancel.Token).ConfigureAwait(false), ReaderOptions);
            _reader = new MessageReader(_pipe, _channel.Options.MaxReceiveMessageSize, ResponseStatus.IsGzip(response));
        }
        catch (Exception e)
        {
            End(StatusOf(e));
        }
    }

    private async ValueTask<TResponse?> ReadAsync()
    {
        await _opened.ConfigureAwait(false);
        if (_end is null)
        {
            try
            {
                if (await _reader!.ReadAsync(_method.ResponseMarshaller, _cancel.Token).ConfigureAwait(false) is { } message) return message;
                var (status, trailers) = ResponseStatus.Final(_response!);
                End(status, trailers);
            }
            catch (Exception e)
            {
                End(StatusOf(e));
            }

            // Only the reader gives its buffers back: nobody else may touch the pipe while it reads.
            await _pipe!.CompleteAsync().ConfigureAwait(false);
        }

        return _end!.StatusCode == StatusCode.OK ? null : throw _end;
    }

    // A call that ended while its response came has nobody left who would free it.
    private bool Keep(HttpResponseMessage response)
    {
        lock (_ending)
        {
            if (_end is null)
            {
                _response = response;
                return true;
            }
        }

        response.Dispose();
        return false;
    }

    private Status StatusOf(Exception fault) => DeadlinePassed ? DeadlineStatus() : TransportFault.StatusOf(fault, _channel.Target);

    private Status DeadlineStatus() => new(StatusCode.DeadlineExceeded, $"{_method.FullName} was not done before its deadline");

    private async Task<Metadata> HeadersAsync()
    {
        await _opened.ConfigureAwait(false);
        return _headers ?? (_end!.StatusCode == StatusCode.OK ? Metadata.Empty : throw _end);
    }

    private RpcException Ended() => _end ?? throw new InvalidOperationException("the call is not over");

    /// <summary>Decides the status, the first time only, and frees what the call holds. What is still under way at the server is reset.</summary>
    private RpcException End(Status status, Metadata? trailers = null, bool force = false)
    {
        lock (_ending)
        {
            if (_end is not null && !force) return _end;
            if (_end is not null) return _end = new RpcException(status, _end.Trailers);
            _end = new RpcException(status, trailers ?? []);
        }

        _cancel.Cancel();
        _body?.Abandon();
        _response?.Dispose();
        _callerCancels.Unregister();
        return _end;
    }
}
