using System.Net.Sockets;
using EdgeAgent.Rpc.Wire;
using Grpc.Core;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace EdgeAgent.Rpc.Server;

/// <summary>One call on its HTTP request: deadline, metadata, and how responses and the status are sent.</summary>
internal sealed class HttpCallContext : ServerCallContext, IDisposable
{
    private readonly CallRules _rules;
    private readonly DateTime _deadline = DateTime.MaxValue;
    // Null for a unary call without a deadline, which ends with its request alone.
    private readonly CancellationTokenSource? _source;
    private readonly CancellationTokenRegistration _abort;
    private readonly CancellationTokenRegistration _stop;
    private Metadata? _requestHeaders;
    private Metadata? _trailers;
    private Dictionary<object, object>? _userState;
    private MessageReader? _reader;
    private MessageWriter? _writer;

    public HttpCallContext(HttpContext http, IMethod method, CallRules rules)
    {
        (Http, Method, _rules) = (http, method.FullName, rules);
        var timeout = http.Request.Headers[WireNames.Timeout] is [{ } text, ..] ? CallTimeout.Parse(text) : TimeSpan.MaxValue;
        var now = rules.Time.GetUtcNow().UtcDateTime;
        if (timeout < DateTime.MaxValue - now) _deadline = now + timeout;
        var timed = timeout <= CallTimeout.Longest;
        if (!timed && method.Type == MethodType.Unary) return;

        _source = timed ? new CancellationTokenSource(timeout, rules.Time) : new CancellationTokenSource();
        _abort = http.RequestAborted.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
        if (method.Type != MethodType.Unary) _stop = rules.Stopping.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
    }

    /// <summary>The request that carries the call.</summary>
    public HttpContext Http { get; }

    public override string Method { get; }

    public override string Host => Http.Request.Host.Value ?? "";

    public override string Peer => PeerOf(Http);

    public override DateTime Deadline => _deadline;

    public override Metadata RequestHeaders => _requestHeaders ??= ReadHeaders();

    public override CancellationToken CancellationToken => _source?.Token ?? Http.RequestAborted;

    public override Metadata ResponseTrailers => _trailers ??= [];

    public override Status Status { get; set; }

    public override WriteOptions? WriteOptions { get; set; }

    public override IDictionary<object, object> UserState => _userState ??= [];

    /// <summary>True once the deadline has passed. Its timer may run a moment before the clock says so: a token that nobody else cancelled tells it first.</summary>
    public bool DeadlinePassed => _source is { IsCancellationRequested: true } && ((!IsAborted && !IsStopping) || _rules.Time.GetUtcNow().UtcDateTime >= _deadline);

    /// <summary>True once the server stops.</summary>
    public bool IsStopping => _rules.Stopping.IsCancellationRequested;

    /// <summary>True once the client gave up or went away.</summary>
    public bool IsAborted => Http.RequestAborted.IsCancellationRequested;

    private MessageReader Reader => _reader ??= new MessageReader(Http.Request.BodyReader, _rules.Options.MaxReceiveMessageSize, IsGzip());

    /// <summary>Writes responses; <see cref="StartAsync"/> comes first.</summary>
    public MessageWriter Writer => _writer ??= new MessageWriter(Http.Response.BodyWriter, _rules.Options.MaxSendMessageSize, CompressesResponses ? _rules.Options.ResponseCompression : null);

    // Without a token of its own a call waits on nothing: the request's body fails by itself when the client goes away.
    private CancellationToken ReadToken => _source?.Token ?? default;

    private bool CompressesResponses => _rules.Options.ResponseCompression is not null && Http.Request.Headers[WireNames.AcceptEncoding].ToString().Contains(WireNames.Gzip, StringComparison.Ordinal);

    /// <summary>Refuses what cannot be served before anything else is done.</summary>
    /// <exception cref="RpcException">The server stops (UNAVAILABLE), or the client compresses in a way that is not understood (UNIMPLEMENTED).</exception>
    public void Check()
    {
        if (IsStopping) throw new RpcException(CallFault.Stopping);
        _ = Reader;
    }

    /// <summary>The next request, or null at the end of the stream.</summary>
    /// <param name="marshaller">Between requests and bytes.</param>
    /// <param name="cancellationToken">Gives the read up besides the call's own end; none for that alone.</param>
    public async ValueTask<T?> ReadAsync<T>(Marshaller<T> marshaller, CancellationToken cancellationToken) where T : class
    {
        using var both = cancellationToken.CanBeCanceled && cancellationToken != CancellationToken ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, CancellationToken) : null;
        try
        {
            return await Reader.ReadAsync(marshaller, both?.Token ?? ReadToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw Gone(e);
        }
    }

    /// <summary>Waits for the end of the requests; false when something comes before it.</summary>
    public async ValueTask<bool> ReadEndAsync()
    {
        try
        {
            return await Reader.ReadEndAsync(ReadToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw Gone(e);
        }
    }

    /// <summary>Sends the response's headers when they are not sent yet.</summary>
    public Task StartAsync()
    {
        if (Http.Response.HasStarted) return Task.CompletedTask;
        if (CompressesResponses) Http.Response.Headers[WireNames.Encoding] = WireNames.Gzip;
        return Http.Response.StartAsync();
    }

    public override async Task WriteResponseHeadersAsync(Metadata responseHeaders)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);
        if (Http.Response.HasStarted) throw new InvalidOperationException("the response's headers are sent already");
        StatusWriter.AddMetadata(Http.Response.Headers, responseHeaders);
        await StartAsync().ConfigureAwait(false);
        await Http.Response.BodyWriter.FlushAsync(CancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the call: as trailers, or as headers alone when nothing was sent.</summary>
    public void End(Status status) => StatusWriter.Write(Http, status, _trailers);

    public void Dispose()
    {
        _abort.Dispose();
        _stop.Dispose();
        _source?.Dispose();
    }

    private static RpcException Gone(IOException fault) => new(new Status(StatusCode.Cancelled, "the client gave the call up", fault));

    private bool IsGzip() => Http.Request.Headers[WireNames.Encoding].ToString() switch
    {
        "" or WireNames.Identity => false,
        WireNames.Gzip => true,
        var other => throw new RpcException(new Status(StatusCode.Unimplemented, $"requests are compressed with '{other}'; this server understands {WireNames.AcceptedEncodings}")),
    };

    private Metadata ReadHeaders()
    {
        var metadata = new Metadata();
        foreach (var (key, values) in Http.Request.Headers)
        {
            if (WireNames.IsReserved(key)) continue;
            foreach (var value in values)
                MetadataText.Decode(metadata, key, value ?? "");
        }

        return metadata;
    }

    private static string PeerOf(HttpContext http)
    {
        if (http.Connection.RemoteIpAddress is { } address)
            return address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv4MappedToIPv6
                ? $"ipv6:[{address}]:{http.Connection.RemotePort}"
                : $"ipv4:{address.MapToIPv4()}:{http.Connection.RemotePort}";
        // The client's end of a Unix socket has no name; the server's has.
        return http.Features.Get<IConnectionSocketFeature>()?.Socket.LocalEndPoint is UnixDomainSocketEndPoint local ? $"unix:{local}" : "unknown:";
    }
}
