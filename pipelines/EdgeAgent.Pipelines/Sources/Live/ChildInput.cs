using System.Text;
using EdgeAgent.Core.Audio;
using EdgeAgent.Core.Vision;
using EdgeAgent.Interop.Processes;

namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>A program that writes raw PCM or video to its standard output, started anew each time.</summary>
/// <param name="description">For people, without secrets.</param>
/// <param name="format">What it writes.</param>
/// <param name="start">How to start it.</param>
/// <param name="time">The clock.</param>
/// <param name="script">What it reads on its standard input; null for nothing.</param>
/// <param name="video">What its frames are; null for sound.</param>
internal sealed class ChildInput(string description, AudioFormat format, ChildProcessStart start, TimeProvider time, string? script = null, VideoFormat? video = null) : ILiveInput
{
    /// <inheritdoc/>
    public AudioFormat Format => format;

    /// <inheritdoc/>
    public VideoFormat? Video => video;

    /// <inheritdoc/>
    public string Description => description;

    /// <summary>How it is started.</summary>
    internal ChildProcessStart Start => start;

    /// <inheritdoc/>
    public async Task<LiveConnection> OpenAsync(CancellationToken cancellation)
    {
        try
        {
            var child = ChildProcess.Start(start with { PipesInput = script is not null });
            if (script is not null) await FeedAsync(child, script, cancellation).ConfigureAwait(false);
            return new ChildConnection(child, description, time);
        }
        catch (ChildProcessException error)
        {
            throw new SourceException(description, $"{description}: {error.Message}", error);
        }
    }

    private static async Task FeedAsync(ChildProcess child, string script, CancellationToken cancellation)
    {
        try
        {
            await child.Input.WriteAsync(Encoding.UTF8.GetBytes(script), cancellation).ConfigureAwait(false);
            await child.Input.DisposeAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // It has ended already, and its exit says why.
        }
        catch
        {
            await child.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
