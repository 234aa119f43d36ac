using System.IO.Pipelines;
using EdgeAgent.Interop.Processes;
using EdgeAgent.Pipelines.Sources.Live;

namespace EdgeAgent.Pipelines.Sources;

/// <summary>Video from a child process: ffmpeg that decodes a file, or any command that writes frames to its standard output.</summary>
public sealed class ChildVideoSource : IVideoSource
{
    /// <summary>Bytes asked for at once: a pipe's largest write, many of which make a frame.</summary>
    private const int ReadSize = 256 * 1024;

    /// <summary>What a child may take to exit once it has closed its output.</summary>
    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(5);

    private readonly ChildProcessStart _start;
    private readonly TimeProvider _time;

    private ChildVideoSource(string description, ChildProcessStart start, TimeProvider time) => (Description, _start, _time) = (description, start, time);

    /// <inheritdoc/>
    public string Description { get; }

    /// <summary>A video file, decoded by ffmpeg into a YUV4MPEG2 stream at a constant rate of frames, so that a position is a time.</summary>
    /// <param name="path">The file.</param>
    /// <param name="time">The clock.</param>
    /// <param name="inRealTime">Whether it is played at its own speed.</param>
    public static ChildVideoSource File(string path, TimeProvider time, bool inRealTime = false) => new(path, new ChildProcessStart
    {
        Program = "ffmpeg",
        Arguments = ["-nostdin", "-hide_banner", "-loglevel", "error", .. inRealTime ? (string[])["-re"] : [], "-i", "file:" + path, "-map", "0:v:0", "-vsync", "cfr", "-pix_fmt", "yuv420p", "-f", "yuv4mpegpipe", "pipe:1"],
        Remedy = "install it with: apt install ffmpeg",
    }, time);

    /// <summary>Any program that writes frames to its standard output; its arguments pass no shell.</summary>
    /// <param name="command">The program and its arguments, each as it is.</param>
    /// <param name="time">The clock.</param>
    public static ChildVideoSource Command(IReadOnlyList<string> command, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(command);
        return new ChildVideoSource($"command {Path.GetFileName(command[0])}", new ChildProcessStart
        {
            Program = command[0],
            Arguments = [.. command.Skip(1)],
            Redact = Secrets.FilterFor(string.Join(' ', command)),
        }, time);
    }

    /// <inheritdoc/>
    public async Task FillAsync(PipeWriter writer, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ChildProcess child;
        try
        {
            child = ChildProcess.Start(_start);
        }
        catch (ChildProcessException error)
        {
            throw new SourceException(Description, $"{Description}: {error.Message}", error);
        }

        await using (child.ConfigureAwait(false))
        {
            try
            {
                while (true)
                {
                    var count = await child.Output.ReadAsync(writer.GetMemory(ReadSize), cancellation).ConfigureAwait(false);
                    if (count == 0) break;
                    writer.Advance(count);
                    var flushed = await writer.FlushAsync(cancellation).ConfigureAwait(false);
                    // The reader has had enough: how the child ends then says nothing.
                    if (flushed.IsCompleted) return;
                }

                await CheckExitAsync(child, cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                // Stopping intake is a normal end.
            }
            catch (IOException error)
            {
                throw new SourceException(Description, $"{Description}: {error.Message}", error);
            }
        }
    }

    private async Task CheckExitAsync(ChildProcess child, CancellationToken cancellation)
    {
        try
        {
            var exit = await child.WaitForExitAsync(cancellation).WaitAsync(ExitPatience, _time, cancellation).ConfigureAwait(false);
            if (exit.IsSuccess) return;
            var reason = child.ErrorTail is { Count: > 0 } lines ? $": {lines[^1].Trim()}" : "";
            throw new SourceException(Description, $"{Description}: {Path.GetFileName(child.Program)} {exit}{reason}");
        }
        catch (TimeoutException)
        {
            // It has nothing more to say; disposing ends it.
        }
    }
}
