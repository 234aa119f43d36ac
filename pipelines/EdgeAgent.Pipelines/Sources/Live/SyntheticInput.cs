using System.Runtime.InteropServices;
using EdgeAgent.Core.Audio;

namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>Sound made in the process, in real time: a test of a box without a hydrophone. The same seed gives the same samples, whatever the clock does.</summary>
/// <param name="signal">What to play.</param>
/// <param name="rate">Sample frames a second.</param>
/// <param name="channels">Channels, all alike.</param>
/// <param name="seed">Of the noise.</param>
/// <param name="time">The clock that paces it.</param>
public sealed class SyntheticInput(SyntheticSignal signal, int rate, int channels, int seed, TimeProvider time) : ILiveInput
{
    /// <inheritdoc/>
    public AudioFormat Format { get; } = new(rate, channels, SampleEncoding.F32);

    /// <inheritdoc/>
    public string Description => $"synthetic {signal.ToString().ToLowerInvariant()}";

    /// <inheritdoc/>
    public bool MayRepeat => true;

    /// <inheritdoc/>
    public Task<LiveConnection> OpenAsync(CancellationToken cancellation) =>
        Task.FromResult<LiveConnection>(new SyntheticConnection(new SyntheticWave(signal, rate, seed), channels, new Pacer(time, rate, 1)));

    private sealed class SyntheticConnection(SyntheticWave wave, int channels, Pacer pacer) : LiveConnection
    {
        private long _position;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
        {
            var frames = Math.Min(pacer.Block, buffer.Length / sizeof(float) / channels);
            await pacer.WaitAsync(_position + frames, cancellation).ConfigureAwait(false);
            var samples = MemoryMarshal.Cast<byte, float>(buffer.Span);
            for (var i = 0; i < frames; i++) samples.Slice(i * channels, channels).Fill(wave.Sample(_position + i));
            _position += frames;
            return frames * channels * sizeof(float);
        }

        public override Task<SourceFault> DescribeEndAsync(CancellationToken cancellation) =>
            Task.FromResult(new SourceFault(GapCauses.Ended, "the synthetic source never ends"));

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
