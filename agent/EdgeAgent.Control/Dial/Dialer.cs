using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Control.Dial;

/// <summary>
/// Keeps one connection waiting at the relay for as long as the agent runs. When a caller takes it, it goes to the server, and the next one is dialled.
/// Who calls is found out by the server within the caller's own TLS; the relay is trusted with nothing but the bytes.
/// </summary>
internal sealed class Dialer : IAsyncDisposable
{
    // Time that a relay may take to agree, as for a handshake.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly DialOptions _options;
    private readonly string _device;
    private readonly Func<X509Certificate2> _certificate;
    private readonly X509Certificate2Collection? _authorities;
    private readonly DialListener _listener;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _room;
    private readonly Lock _gate = new();
    private DialSnapshot _state;
    private int _callers;
    private Task _running = Task.CompletedTask;

    /// <param name="options">Which relay, and how.</param>
    /// <param name="device">Name of the box, as its certificate says it.</param>
    /// <param name="certificate">The box's certificate with its key, for each connection anew.</param>
    /// <param name="authorities">Those that the relay's certificate must come from; null for the system's.</param>
    /// <param name="listener">Takes connections that callers have taken.</param>
    /// <param name="time">Pauses and patience.</param>
    /// <param name="log">Where changes are told.</param>
    public Dialer(DialOptions options, string device, Func<X509Certificate2> certificate, X509Certificate2Collection? authorities, DialListener listener, TimeProvider time, ILogger log)
    {
        (_options, _device, _certificate, _authorities, _listener, _time, _log) = (options, device, certificate, authorities, listener, time, log);
        _room = new SemaphoreSlim(options.Connections);
        _state = new DialSnapshot(options.Relay.ToString(), DialPhase.Connecting, time.GetUtcNow(), 0, null);
    }

    /// <summary>How it stands.</summary>
    public DialSnapshot Snapshot
    {
        get
        {
            lock (_gate) return _state with { Callers = _callers };
        }
    }

    /// <summary>Begins.</summary>
    public void Start() => _running = Task.Run(RunAsync);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var pause = _options.ShortestPause;
        try
        {
            while (true)
            {
                await _room.WaitAsync(_stop.Token).ConfigureAwait(false);
                var (kept, taken) = (false, false);
                try
                {
                    await using var link = new Held(await OpenAsync().ConfigureAwait(false));
                    kept = true;
                    Become(DialPhase.Connected, null);
                    await WaitForCallerAsync(link.Stream).ConfigureAwait(false);
                    taken = Serve(link);
                }
                catch (Exception error) when (error is IOException or SocketException or System.Security.Authentication.AuthenticationException or TimeoutException or OperationCanceledException or ObjectDisposedException or InvalidOperationException or System.Security.Cryptography.CryptographicException or Hosting.ControlException)
                {
                    _stop.Token.ThrowIfCancellationRequested();
                    Become(DialPhase.Waiting, error is OperationCanceledException ? $"the relay {_options.Relay.Host}:{_options.Relay.Port} does not answer" : error.Message.ReplaceLineEndings(" ").TrimEnd('.'));
                }
                finally
                {
                    if (!taken) _room.Release();
                }

                // A relay that took the connection works; what broke it then is no reason to stay away for long.
                if (kept) pause = _options.ShortestPause;
                if (taken) continue;
                await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), _time, _stop.Token).ConfigureAwait(false);
                pause = pause * 2 < _options.LongestPause ? pause * 2 : _options.LongestPause;
            }
        }
        catch (OperationCanceledException)
        {
            // The agent ends.
        }
    }

    private async Task<SslStream> OpenAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        using var limit = new CancellationTokenSource(Patience, _time);
        await using var late = limit.Token.Register(() => patience.Cancel()).ConfigureAwait(false);
        var link = await RelayLink.ConnectAsync(_options.Relay, _certificate(), _authorities, patience.Token).ConfigureAwait(false);
        try
        {
            await RelayWire.WriteLineAsync(link, string.Create(CultureInfo.InvariantCulture, $"{RelayWire.Device} {Uri.EscapeDataString(_device)} {(int)_options.KeepAlive.TotalSeconds}"), patience.Token).ConfigureAwait(false);
            var answer = await RelayWire.ReadLineAsync(link, patience.Token).ConfigureAwait(false);
            return answer == RelayWire.Ok ? link : throw new IOException($"the relay {_options.Relay.Host}:{_options.Relay.Port} refuses this box: {answer[(answer.IndexOf(' ', StringComparison.Ordinal) + 1)..]}");
        }
        catch
        {
            await link.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // Comes back when a caller is there.
    private async Task WaitForCallerAsync(SslStream link)
    {
        var one = new byte[1];
        while (true)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            using var limit = new CancellationTokenSource(_options.KeepAlive * 2.5, _time);
            await using var late = limit.Token.Register(() => patience.Cancel()).ConfigureAwait(false);
            if (await link.ReadAsync(one, patience.Token).ConfigureAwait(false) == 0) throw new IOException($"the relay {_options.Relay.Host}:{_options.Relay.Port} has closed the connection");
            if (one[0] is not (RelayWire.Ask or RelayWire.Go)) throw new IOException($"{_options.Relay.Host}:{_options.Relay.Port} does not speak the relay's protocol");
            var isCaller = one[0] == RelayWire.Go;
            one[0] = isCaller ? RelayWire.Here : RelayWire.Alive;
            await link.WriteAsync(one, patience.Token).ConfigureAwait(false);
            if (isCaller) return;
        }
    }

    private bool Serve(Held link)
    {
        Interlocked.Increment(ref _callers);
        var connection = new DialedConnection(link.Release(), () =>
        {
            Interlocked.Decrement(ref _callers);
            _room.Release();
        });
        if (!_listener.Offer(connection)) connection.Abort();
        return true;
    }

    private void Become(DialPhase phase, string? problem)
    {
        bool told;
        lock (_gate)
        {
            // Said when it changes, and not each time that it is tried again.
            told = _state.Phase != phase || (problem is not null && _state.Problem != problem);
            if (_state.Phase != phase || _state.Problem != problem) _state = _state with { Phase = phase, Problem = problem, Since = _state.Phase == phase ? _state.Since : _time.GetUtcNow() };
        }

        if (!told) return;
        if (phase == DialPhase.Connected) DialLog.Connected(_log, _state.Relay);
        else DialLog.Lost(_log, problem ?? "");
    }

    /// <summary>A connection that is closed unless it was given on.</summary>
    private sealed class Held(SslStream stream) : IAsyncDisposable
    {
        private SslStream? _mine = stream;

        public SslStream Stream => _mine!;

        public SslStream Release()
        {
            var released = _mine!;
            _mine = null;
            return released;
        }

        public ValueTask DisposeAsync() => _mine?.DisposeAsync() ?? default;
    }
}
