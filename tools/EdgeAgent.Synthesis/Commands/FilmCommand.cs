using System.CommandLine;
using System.Globalization;
using EdgeAgent.Synthesis.Scenes;

namespace EdgeAgent.Synthesis.Commands;

/// <summary>The verb <c>film</c>: a film of a camera at the water, and its truth.</summary>
internal static class FilmCommand
{
    private const string Help = """
        Synthesizes a film of a camera at the water as YUV4MPEG2, to a file or, as a live camera would, to standard output.

        Examples:
          edge-synth film --seconds 60 --seed 2 --out demo/camera.y4m --truth demo/camera.csv
          edge-synth film --seconds 86400 --paced --out - | ffplay -
        """;

    /// <summary>The verb.</summary>
    /// <param name="output">Where its one line of result goes.</param>
    /// <param name="time">Paces a live camera.</param>
    public static Command Create(TextWriter output, TimeProvider time)
    {
        var seconds = Options.Number("--seconds", "Length", "S", 60, 1, 604800);
        var rate = Options.Whole("--fps", "Frames a second", "N", 10, 1, 60);
        var width = Options.Whole("--width", "Pixels of a row, even", "PX", 640, 64, 1920);
        var height = Options.Whole("--height", "Rows, even", "PX", 360, 64, 1080);
        var every = Options.Number("--every", "Seconds from one thing's coming to the next one's, on the average", "S", 6, 0.5, 3600);
        var weather = Options.Word("--weather", $"One of {string.Join(", ", SceneNames.Weathers)}.", "clear", [.. SceneNames.Weathers]);
        var paced = new Option<bool>("--paced") { Description = "Give each frame when it is due, as a camera does." };
        var truth = new Option<string?>("--truth") { Description = "Also write what is where: frame,track,label,x,y,width,height.", HelpName = "FILE" };
        var seed = Options.Seed();
        var outFile = new Option<string>("--out") { Description = "The file to write, or - for standard output.", Required = true, HelpName = "FILE" };
        var command = new Command("film", Help) { seconds, rate, width, height, every, weather, paced, seed, outFile, truth };
        command.SetAction((parsed, cancellation) => Task.Run(async () =>
        {
            var film = new SceneFilm(
                parsed.GetValue(width) & ~1, parsed.GetValue(height) & ~1, parsed.GetValue(seconds), parsed.GetValue(every),
                (Weather)SceneNames.Weathers.ToList().IndexOf(parsed.GetRequiredValue(weather)), parsed.GetValue(seed));
            var job = new FilmJob(film, parsed.GetValue(width) & ~1, parsed.GetValue(height) & ~1, parsed.GetValue(rate), (int)(parsed.GetValue(seconds) * parsed.GetValue(rate)), parsed.GetValue(truth) is not null);
            var path = parsed.GetRequiredValue(outFile);
            if (path == "-")
            {
                await using var pipe = Console.OpenStandardOutput();
                await job.WriteAsync(pipe, parsed.GetValue(paced) ? time : null, cancellation).ConfigureAwait(false);
            }
            else
            {
                await OutputFile.WriteAsync(path, async partial =>
                {
                    await using var stream = File.Create(partial);
                    await job.WriteAsync(stream, parsed.GetValue(paced) ? time : null, cancellation).ConfigureAwait(false);
                }).ConfigureAwait(false);
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {job.Frames} frames, {job.Tracks} things seen"));
            }

            if (parsed.GetValue(truth) is { } truthFile) OutputFile.Write(truthFile, partial => File.WriteAllLines(partial, job.Truth));
            return CommandRunner.Done;
        }, cancellation));
        return command;
    }
}
