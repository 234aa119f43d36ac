using System.IO.Pipelines;
using EdgeAgent.Core.Audio;
using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>
/// Keeps a live input going for months: opens it, watches it, ends it when it stalls, freezes, gives garbage or the wrong rate, and opens it again
/// with back-off. Every such restart is a gap that is told, with its cause; what comes behind it is a new epoch.
/// </summary>
/// <remarks>Only whole sample frames, or whole raw video frames, are delivered, however the input cuts its writes.</remarks>
public sealed class SupervisedSource : IEpochSource, IVideoSource, IAsyncDisposable
{
    /// <summary>An epoch of this length shows that the source is well: the next restart begins with the shortest back-off again.</summary>
    private const int HealthySeconds = 30;

    private readonly ILiveInput _input;
    private readonly WatchdogOptions _options;
    private readonly TimeProvider _time;
    private readonly RestartDelay _delay;
    private readonly GapAccount _account;
    private readonly int _frameBytes;
    private readonly byte[] _buffer;
    private LiveConnection? _connection;
    private StallWatch? _stall;
    private SourceFault? _fault;
    private Action<SourceGap>? _declare;
    private int _held;
    private int _state;
    private long _restarts;
    private long _delivered;
    private bool _started;
    private bool _refused;

    /// <summary>Makes the source; nothing is opened yet.</summary>
    /// <param name="input">What to keep going.</param>
    /// <param name="options">When it counts as sick.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Jitter of the back-off.</param>
    public SupervisedSource(ILiveInput input, WatchdogOptions options, TimeProvider time, Random random)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        _input = input;
        _options = options;
        _time = time;
        _delay = new RestartDelay(options.RestartLimit, random);
        _account = new GapAccount(input.UnitsPerSecond, time);
        _frameBytes = input.UnitBytes;
        _buffer = new byte[AudioPipe.ReadSize + _frameBytes];
    }

    /// <inheritdoc/>
    public AudioFormat Format => _input.Format;

    /// <summary>What its frames are; null for sound.</summary>
    public VideoFormat? Video => _input.Video;

    /// <inheritdoc/>
    public string Description => _input.Description;

    /// <summary>How it is; may be read from any thread.</summary>
    public SourceState State => (SourceState)Volatile.Read(ref _state);

    /// <summary>Bytes that it has given to the analysis, over all epochs; may be read from any thread.</summary>
    public long Delivered => Volatile.Read(ref _delivered);

    /// <summary>How often it was opened again after a fault; may be read from any thread.</summary>
    public long Restarts => Volatile.Read(ref _restarts);

    /// <inheritdoc/>
    public async Task<EpochStart?> NextEpochAsync(Action<SourceGap> declare, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(declare);
        _declare = declare;
        if (!_started) _account.Start();
        _started = true;
        Settle(now: true);
        if (_account.EpochSeconds >= HealthySeconds) _delay.Reset();
        while (true)
        {
            if (_fault is { } fault && !_account.IsOpen)
            {
                SetState(SourceState.Missing);
                declare(_account.Open(fault));
            }

            if (await OpenAsync(stop).ConfigureAwait(false))
            {
                _account.Begin(_held / _frameBytes);
                SetState(SourceState.Running);
                return EpochStart.Live;
            }

            if (!stop.IsCancellationRequested) continue;
            if (_account.Close() is { } ended) declare(ended);
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task FillAsync(PipeWriter writer, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (_connection is not { } connection || _stall is not { } stall) throw new InvalidOperationException("an epoch is begun before it is filled");
        await using var stopping = cancellation.Register(static watch => ((StallWatch)watch!).Cancel(), stall).ConfigureAwait(false);
        try
        {
            _fault = await DeliverAsync(connection, stall, writer, cancellation).ConfigureAwait(false);
            // The reader may have had enough, or broken: then what follows was not heard either, and nobody is to blame.
            if (_fault is null && !cancellation.IsCancellationRequested) _fault = new SourceFault(GapCauses.Ended, $"{Description}: was closed because the analysis of it ended");
        }
        finally
        {
            await CloseAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Ends what runs, and closes the input where it listens.</summary>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        // The analysis broke in the middle of an epoch.
        Settle(now: true);
        (_input as IDisposable)?.Dispose();
    }

    // One attempt: true when the first whole sample frames are there.
    private async Task<bool> OpenAsync(CancellationToken stop)
    {
        _held = 0;
        try
        {
            // Waiting for somebody to connect needs no back-off; a port that can't be had does.
            if (_fault is not null && (!_input.Listens || _refused))
            {
                await DelayAsync(_delay.Next(), _time, stop).ConfigureAwait(false);
                Interlocked.Increment(ref _restarts);
            }

            _refused = false;
            _stall = new StallWatch(_options.Stall, _time, stop);
            _connection = await _input.OpenAsync(_stall.Token).ConfigureAwait(false);
            while (_held < _frameBytes)
            {
                var count = await _connection.ReadAsync(_buffer.AsMemory(_held), _stall.Token).ConfigureAwait(false);
                if (count == 0)
                {
                    _fault = Missing((await _connection.DescribeEndAsync(stop).ConfigureAwait(false)).Sentence);
                    break;
                }

                _held += count;
                _stall.Progress();
            }

            if (_held >= _frameBytes) return true;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested || _stall is { HasStalled: true })
        {
            if (!stop.IsCancellationRequested) _fault = Missing(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Description}: gave nothing within {_options.Stall.TotalSeconds:0.##} s"));
        }
        catch (SourceException error)
        {
            _refused = true;
            _fault = Missing(error.Message);
        }
        catch (IOException error)
        {
            _fault = Missing($"{Description}: {error.Message}");
        }

        await CloseAsync().ConfigureAwait(false);
        return false;
    }

    private async Task<SourceFault?> DeliverAsync(LiveConnection connection, StallWatch stall, PipeWriter writer, CancellationToken cancellation)
    {
        var health = new StreamHealth(_input, _options, _time);
        var isFirst = true;
        try
        {
            while (true)
            {
                var whole = _held / _frameBytes * _frameBytes;
                if (whole > 0)
                {
                    var fault = isFirst ? health.RefuseContainer(_buffer.AsSpan(0, whole)) : null;
                    isFirst = false;
                    var sound = 0;
                    if (fault is null) (sound, fault) = health.Judge(_buffer.AsMemory(0, whole));
                    SetState(health.IsSilent ? SourceState.Silent : SourceState.Running);
                    if (!await SendAsync(writer, sound, stall, health, cancellation).ConfigureAwait(false)) return null;
                    _account.Retract((whole - sound) / _frameBytes);
                    Settle(now: false);
                    if (fault is not null) return fault;
                    _buffer.AsSpan(whole, _held - whole).CopyTo(_buffer);
                    _held -= whole;
                }

                var count = await connection.ReadAsync(_buffer.AsMemory(_held), stall.Token).ConfigureAwait(false);
                if (count == 0) return await connection.DescribeEndAsync(cancellation).ConfigureAwait(false);
                stall.Progress();
                _account.Add((_held + count) / _frameBytes);
                _held += count;
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping intake is how every live source ends.
            if (cancellation.IsCancellationRequested || !stall.HasStalled) return null;
            return new SourceFault(GapCauses.Stalled, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Description}: gave nothing for {_options.Stall.TotalSeconds:0.##} s"));
        }
        catch (IOException error)
        {
            return new SourceFault(GapCauses.Ended, $"{Description}: {error.Message}");
        }
    }

    // False when the reader wants no more.
    private async ValueTask<bool> SendAsync(PipeWriter writer, int bytes, StallWatch stall, StreamHealth health, CancellationToken cancellation)
    {
        if (bytes == 0) return true;
        _buffer.AsSpan(0, bytes).CopyTo(writer.GetSpan(bytes));
        writer.Advance(bytes);
        Volatile.Write(ref _delivered, _delivered + bytes);
        var flush = writer.FlushAsync(cancellation);
        if (flush.IsCompletedSuccessfully) return !flush.Result.IsCompleted;
        // The analysis is behind: the source is not to blame for what it can't send meanwhile.
        stall.Pause();
        health.Hold();
        var flushed = await flush.ConfigureAwait(false);
        stall.Progress();
        return !flushed.IsCompleted;
    }

    private async ValueTask CloseAsync()
    {
        if (_connection is { } connection) await connection.DisposeAsync().ConfigureAwait(false);
        _stall?.Dispose();
        _connection = null;
        _stall = null;
    }

    private static Task DelayAsync(TimeSpan delay, TimeProvider time, CancellationToken stop) => Task.Delay(delay, time, stop);

    // Tells the gap before the epoch once its length is certain.
    private void Settle(bool now)
    {
        if (_account.Settle(now) is { } closed) _declare?.Invoke(closed);
    }

    private static SourceFault Missing(string sentence) => new(GapCauses.Missing, sentence);

    private void SetState(SourceState state) => Volatile.Write(ref _state, (int)state);
}
