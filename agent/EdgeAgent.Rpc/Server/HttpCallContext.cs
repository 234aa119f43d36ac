using System.Net;
using System.Net.Sockets;
using EdgeAgent.Rpc.Wire;
using Grpc.Core;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace EdgeAgent.Rpc.Server;

/// <summary>One call on its HTTP request: deadline, metadata, and how responses and the status are sent.</summary>
internal sealed class HttpCallContext : ServerCallContext, IDisposable
{
    private readonly RpcServerOptions _options;
    private readonly TimeProvider _time;
    private readonly DateTime _deadline = DateTime.MaxValue;
    private readonly CancellationTokenSource? _deadlineSource;
    private readonly CancellationTokenRegistration _abortRegistration;
    private Metadata? _requestHeaders;
    private Metadata? _trailers;
    private Dictionary<object, object>? _userState;
    private MessageReader? _reader;
    private MessageWriter? _writer;

    public HttpCallContext(HttpContext http, IMethod method, RpcServerOptions options, TimeProvider time)
    {
        Http = http;
        Method = method.FullName;
        _options = options;
        _time = time;
        if (http.Request.Headers[WireNames.Timeout] is not [{ } timeoutText, ..]) return;

        var timeout = CallTimeout.Parse(timeoutText);
        var now = time.GetUtcNow().UtcDateTime;
        _deadline = timeout < DateTime.MaxValue - now ? now + timeout : DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc);
        if (timeout > CallTimeout.Longest) return;
        _deadlineSource = new CancellationTokenSource(timeout, time);
        _abortRegistration = http.RequestAborted.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _deadlineSource);
    }

    /// <summary>The request that carries the call.</summary>
    public HttpContext Http { get; }

    public override string Method { get; }

    public override string Host => Http.Request.Host.Value ?? "";

    public override string Peer => PeerOf(Http);

    public override DateTime Deadline => _deadline;

    public override Metadata RequestHeaders => _requestHeaders ??= ReadHeaders();

    public override CancellationToken CancellationToken => _deadlineSource?.Token ?? Http.RequestAborted;

    public override Metadata ResponseTrailers => _trailers ??= [];

    public override Status Status { get; set; }

    public override WriteOptions? WriteOptions { get; set; }

    public override IDictionary<object, object> UserState => _userState ??= [];

    /// <summary>True once the deadline has passed. Its timer may run a moment before the clock says so.</summary>
    public bool DeadlinePassed => _deadlineSource is { IsCancellationRequested: true } && (!IsAborted || _time.GetUtcNow().UtcDateTime >= _deadline);

    /// <summary>True once the client gave up or went away.</summary>
    public bool IsAborted => Http.RequestAborted.IsCancellationRequested;

    /// <summary>What reads wait on: with a deadline its token; else nothing, because the request's body fails by itself when the client goes away.</summary>
    public CancellationToken ReadToken => _deadlineSource?.Token ?? default;

    /// <summary>Reads requests.</summary>
    /// <exception cref="RpcException">The client compresses in a way that is not understood (UNIMPLEMENTED).</exception>
    public MessageReader Reader => _reader ??= new MessageReader(Http.Request.BodyReader, _options.MaxReceiveMessageSize, IsGzip());

    /// <summary>Writes responses; <see cref="StartAsync"/> comes first.</summary>
    public MessageWriter Writer => _writer ??= new MessageWriter(Http.Response.BodyWriter, _options.MaxSendMessageSize, CompressesResponses ? _options.ResponseCompression : null);

    private bool CompressesResponses => _options.ResponseCompression is not null && Http.Request.Headers[WireNames.AcceptEncoding].ToString().Contains(WireNames.Gzip, StringComparison.Ordinal);

    /// <summary>Refuses what cannot be understood before anything else is done.</summary>
    public void CheckEncoding() => _ = Reader;

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
        _abortRegistration.Dispose();
        _deadlineSource?.Dispose();
    }

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
        var local = http.Features.Get<IConnectionEndPointFeature>()?.LocalEndPoint;
        return local is UnixDomainSocketEndPoint ? $"unix:{local}" : $"unknown:{local as EndPoint}";
    }
}
