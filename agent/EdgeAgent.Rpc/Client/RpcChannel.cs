using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Grpc.Core;

namespace EdgeAgent.Rpc.Client;

/// <summary>A way to a server over HTTP/2: TCP, TLS or a Unix socket. Connections are made when calls need them, and again when they broke. Serves any number of calls at once.</summary>
public sealed class RpcChannel : ChannelBase, IDisposable
{
    private readonly HttpMessageInvoker _http;
    private readonly Uri _address;
    // One entry a method: as many as the services have.
    private readonly ConcurrentDictionary<string, Uri> _paths = new(StringComparer.Ordinal);

    private RpcChannel(string target, Uri address, SocketsHttpHandler handler, RpcChannelOptions options, TimeProvider time) : base(target)
    {
        _address = address;
        _http = new HttpMessageInvoker(handler);
        Options = options;
        Time = time;
    }

    internal RpcChannelOptions Options { get; }

    internal TimeProvider Time { get; }

    /// <summary>Makes a channel; nothing is connected yet.</summary>
    /// <param name="address"><c>http://host:port</c> (HTTP/2 in plaintext), <c>https://host:port</c> or <c>unix:/path</c>.</param>
    /// <param name="options">How it connects and what it accepts.</param>
    /// <param name="time">Runs deadlines.</param>
    /// <exception cref="ArgumentException">The address is none of the three.</exception>
    public static RpcChannel ForAddress(string address, RpcChannelOptions options, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrEmpty(address);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        if (address.StartsWith("unix:/", StringComparison.Ordinal))
        {
            var path = "/" + address["unix:/".Length..].TrimStart('/');
            var handler = Handler(options);
            handler.ConnectCallback = (_, cancellation) => ConnectAsync(path, cancellation);
            return new RpcChannel(address, new Uri("http://localhost"), handler, options, time);
        }

        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.AbsolutePath == "/"
            ? new RpcChannel(address, uri, Handler(options), options, time)
            : throw new ArgumentException($"'{address}' leads nowhere: give http://host:port, https://host:port or unix:/path", nameof(address));
    }

    /// <summary>Makes a channel over connections that somebody else makes and secures; nothing is connected yet.</summary>
    /// <param name="target">Where they lead, for messages.</param>
    /// <param name="connect">Makes a connection on which TLS has agreed on HTTP/2 (ALPN h2). What it throws fails the calls that need it; an <see cref="RpcException"/> gives them its status.</param>
    /// <param name="options">What it accepts; <see cref="RpcChannelOptions.Tls"/> is the connection maker's business.</param>
    /// <param name="time">Runs deadlines.</param>
    public static RpcChannel ForConnections(string target, Func<CancellationToken, ValueTask<SslStream>> connect, RpcChannelOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(connect);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        var handler = Handler(options);
        // The handler takes a stream that is secured for what its own TLS would have made.
        handler.ConnectCallback = async (_, cancellation) => await connect(cancellation).ConfigureAwait(false);
        return new RpcChannel(target, new Uri("https://localhost"), handler, options, time);
    }

    /// <inheritdoc/>
    public override CallInvoker CreateCallInvoker() => new ChannelInvoker(this);

    /// <summary>Ends the channel's connections, and the calls that are open on them.</summary>
    public void Dispose() => _http.Dispose();

    internal Uri PathOf(IMethod method) => _paths.GetOrAdd(method.FullName, static (name, address) => new Uri(address, name), _address);

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => _http.SendAsync(request, cancellationToken);

    private static SocketsHttpHandler Handler(RpcChannelOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            // More streams than a connection allows open another one instead of waiting.
            EnableMultipleHttp2Connections = true,
            // A channel leads where its address says, and nowhere else.
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        };
        if (options.Tls is { } tls) handler.SslOptions = tls;
        if (options.KeepAlive is { } keepAlive)
        {
            handler.KeepAlivePingDelay = keepAlive;
            handler.KeepAlivePingTimeout = TimeSpan.FromTicks(Math.Max(keepAlive.Ticks / 2, TimeSpan.TicksPerSecond));
            handler.KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests;
        }

        return handler;
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
