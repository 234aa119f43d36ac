using System.IO.Pipelines;
using EdgeAgent.Pipelines.Sources.Live;

namespace EdgeAgent.Pipelines.Tests.Sources.Live;

/// <summary>Runs a supervised source as a pipeline does, and keeps what it gives.</summary>
internal sealed class SupervisedRun : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly IEpochSource _source;
    private readonly Lock _lock = new();
    private readonly List<SourceGap> _gaps = [];
    private readonly List<long> _epochs = [];
    private readonly MemoryStream? _kept;
    private readonly Task _running;

    /// <param name="source">The source.</param>
    /// <param name="keep">Keeps all bytes.</param>
    public SupervisedRun(IEpochSource source, bool keep = false)
    {
        _source = source;
        _kept = keep ? new MemoryStream() : null;
        _running = RunAsync();
    }

    /// <summary>Gaps told so far.</summary>
    public IReadOnlyList<SourceGap> Gaps
    {
        get
        {
            lock (_lock) return [.. _gaps];
        }
    }

    /// <summary>Gaps that are over.</summary>
    public IReadOnlyList<SourceGap> Closed => [.. Gaps.Where(g => g.To is not null)];

    /// <summary>Bytes of each epoch so far.</summary>
    public IReadOnlyList<long> Epochs
    {
        get
        {
            lock (_lock) return [.. _epochs];
        }
    }

    /// <summary>All bytes so far.</summary>
    public byte[] Kept
    {
        get
        {
            lock (_lock) return _kept!.ToArray();
        }
    }

    public double DeliveredSeconds => Epochs.Sum() / (double)_source.Format.BytesPerFrame / _source.Format.SampleRate;

    public double DeclaredSeconds => Closed.Sum(g => g.LostSeconds!.Value);

    /// <summary>Waits until something holds.</summary>
    public async Task UntilAsync(Func<bool> holds, string what)
    {
        // Most of it takes microseconds.
        for (var i = 0; i < 1000 && !holds(); i++) await Task.Yield();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        patience.CancelAfter(Patience);
        while (!holds())
        {
            if (_running.IsFaulted) await _running;
            try
            {
                await timer.WaitForNextTickAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"waited {Patience.TotalSeconds:F0} s until {what}; epochs {string.Join(' ', Epochs)}; gaps:\n{string.Join('\n', Gaps)}");
            }
        }
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_source is IAsyncDisposable disposable) await disposable.DisposeAsync();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (await _source.NextEpochAsync(Declare, _stop.Token) is not null)
        {
            lock (_lock) _epochs.Add(0);
            var pipe = new Pipe();
            var reading = ReadAsync(pipe.Reader);
            await _source.FillAsync(pipe.Writer, _stop.Token);
            await pipe.Writer.CompleteAsync();
            await reading;
        }
    }

    private void Declare(SourceGap gap)
    {
        lock (_lock) _gaps.Add(gap);
    }

    private async Task ReadAsync(PipeReader reader)
    {
        while (true)
        {
            var result = await reader.ReadAsync(CancellationToken.None);
            lock (_lock)
            {
                _epochs[^1] += result.Buffer.Length;
                foreach (var part in result.Buffer) _kept?.Write(part.Span);
            }

            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted) return;
        }
    }
}
