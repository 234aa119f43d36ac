using System.IO.Pipelines;

namespace EdgeAgent.Pipelines.Sources;

/// <summary>The pipe between a source and framing, with its back-pressure.</summary>
internal static class AudioPipe
{
    /// <summary>Bytes asked for at once: about a third of a second of 48 kHz 16-bit mono, and a few system calls a second.</summary>
    public const int ReadSize = 32 * 1024;

    /// <summary>
    /// A source pauses at 256 KiB unread (2.7 s of 48 kHz 16-bit mono) and goes on at 128 KiB: enough to ride out one slow
    /// window, small enough that a box with sixteen pipelines holds 4 MiB. A live source of more bytes a second has room for three seconds, up to 8 MiB:
    /// what it can't give away is lost in its device, where nobody counts it, and before that happens windows are skipped.
    /// </summary>
    /// <param name="takingTurns">Lets source and reader continue each other on one thread instead of waking a second one.</param>
    /// <param name="bytesPerSecond">Bytes a second of a live source; 0 for others.</param>
    public static Pipe Create(bool takingTurns, long bytesPerSecond = 0) => new(new PipeOptions(
        readerScheduler: takingTurns ? PipeScheduler.Inline : PipeScheduler.ThreadPool,
        writerScheduler: takingTurns ? PipeScheduler.Inline : PipeScheduler.ThreadPool,
        pauseWriterThreshold: Room(bytesPerSecond),
        resumeWriterThreshold: Room(bytesPerSecond) / 2,
        minimumSegmentSize: ReadSize,
        useSynchronizationContext: false));

    private static long Room(long bytesPerSecond) => Math.Clamp(3 * bytesPerSecond, 256 * 1024, 8 * 1024 * 1024);
}
