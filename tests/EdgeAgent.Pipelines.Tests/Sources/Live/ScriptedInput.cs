using System.Threading.Channels;
using EdgeAgent.Core.Audio;
using EdgeAgent.Pipelines.Sources;
using EdgeAgent.Pipelines.Sources.Live;

namespace EdgeAgent.Pipelines.Tests.Sources.Live;

/// <summary>A live input that does what the test says: each opening takes the next connection of the list.</summary>
internal sealed class ScriptedInput(AudioFormat format) : ILiveInput
{
    private readonly Channel<Func<LiveConnection>> _openings = Channel.CreateUnbounded<Func<LiveConnection>>();

    public AudioFormat Format => format;

    public string Description => "mic";

    public int Opened { get; private set; }

    /// <summary>Lets the next opening succeed.</summary>
    public Line Next()
    {
        var line = new Line();
        _openings.Writer.TryWrite(() => line);
        return line;
    }

    /// <summary>Lets the next opening fail.</summary>
    public void Refuse(string sentence) => _openings.Writer.TryWrite(() => throw new SourceException("mic", sentence));

    public async Task<LiveConnection> OpenAsync(CancellationToken cancellation)
    {
        var opening = await _openings.Reader.ReadAsync(cancellation);
        Opened++;
        return opening();
    }

    /// <summary>One connection.</summary>
    internal sealed class Line : LiveConnection
    {
        private readonly Channel<byte[]> _bytes = Channel.CreateUnbounded<byte[]>();
        private byte[] _rest = [];

        public bool IsClosed { get; private set; }

        public void Send(byte[] bytes) => _bytes.Writer.TryWrite(bytes);

        public void End() => _bytes.Writer.TryComplete();

        public void Break() => _bytes.Writer.TryComplete(new IOException("the cable is out"));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
        {
            if (_rest.Length == 0)
            {
                try
                {
                    _rest = await _bytes.Reader.ReadAsync(cancellation);
                }
                catch (ChannelClosedException closed)
                {
                    return closed.InnerException is { } error ? throw error : 0;
                }
            }

            var count = Math.Min(buffer.Length, _rest.Length);
            _rest.AsSpan(0, count).CopyTo(buffer.Span);
            _rest = _rest[count..];
            return count;
        }

        public override Task<SourceFault> DescribeEndAsync(CancellationToken cancellation) => Task.FromResult(new SourceFault(GapCauses.Ended, "mic: hung up"));

        public override ValueTask DisposeAsync()
        {
            IsClosed = true;
            return ValueTask.CompletedTask;
        }
    }
}
