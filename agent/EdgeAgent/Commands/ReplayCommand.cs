using System.CommandLine;
using EdgeAgent.Hosting;
using EdgeAgent.Replay;
using EdgeAgent.Replay.Frames;

namespace EdgeAgent.Commands;

/// <summary><c>edge-agent replay</c>: recordings in, the same events out as live.</summary>
internal static class ReplayCommand
{
    private const string Help = """
        Analyses recordings (or raw PCM on standard input) and gives the events that a live agent would have given. With an image model: image and video files, what is seen in each frame, and the events that come of it.

        Example: edge-agent replay recordings/ --model humpback --out results --format ndjson,raven
        Example: edge-agent replay 'site/*.wav' --truth site.selections.txt
        Example: edge-agent replay field/*.tif clip.mp4 --model spores --out results
        Example: sox a.flac -t raw -e signed -b 16 - | edge-agent replay - --rate 10000 --encoding s16 --stream-id a
        """;

    /// <summary>Makes the verb.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("replay", Help);
        var config = new ConfigOptions(command);
        var options = new ReplayOptions(command);
        command.SetAction(async (parsed, _) =>
        {
            using var signal = new StopSignal();
            var settings = config.Read(parsed);
            var request = options.Read(parsed, settings);
            if (FrameReplay.Find(request, settings) is { } images) return await new FrameReplay(settings, terminal, TimeProvider.System).RunAsync(request, images, signal.Token).ConfigureAwait(false);
            return await new ReplaySession(settings, terminal, TimeProvider.System).RunAsync(request, signal.Token).ConfigureAwait(false);
        });
        return command;
    }
}
