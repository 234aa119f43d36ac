using System.CommandLine;
using System.Globalization;
using EdgeAgent.Synthesis.Pictures;
using EdgeAgent.Synthesis.Scenes;

namespace EdgeAgent.Synthesis.Commands;

/// <summary>The verb <c>scenes</c>: pictures of a camera at the water, and their truth.</summary>
internal static class ScenesCommand
{
    private const string Help = """
        Synthesizes pictures of a camera at the water: PNG files, and what is in them.

        Example:
          edge-synth scenes --count 100 --width 640 --height 480 --seed 3 --out scenes --truth scenes.json --weather scenes.csv
        """;

    /// <summary>The verb.</summary>
    /// <param name="output">Where its one line of result goes.</param>
    public static Command Create(TextWriter output)
    {
        var count = Options.Whole("--count", "How many", "N", 12, 1, 100000);
        var width = Options.Whole("--width", "Pixels of a row", "PX", 640, 64, 4096);
        var height = Options.Whole("--height", "Rows", "PX", 480, 64, 4096);
        var most = Options.Whole("--most", "Most things in a picture", "N", 6, 0, 40);
        var weather = new Option<string?>("--weather") { Description = "Also write each picture's weather: file,label.", HelpName = "FILE" };
        var truth = Options.Truth();
        var seed = Options.Seed();
        var folder = Options.Folder();
        var command = new Command("scenes", Help) { count, width, height, most, seed, folder, truth, weather };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var (wide, high, into) = (parsed.GetValue(width), parsed.GetValue(height), parsed.GetRequiredValue(folder));
            using var file = new PictureFile();
            var pictures = new List<(string, IReadOnlyList<TruthObject>)>();
            var weathers = new List<string> { "file,label" };
            for (var i = 0; i < parsed.GetValue(count); i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var still = SceneStill.Create(wide, high, parsed.GetValue(most), parsed.GetValue(seed) + ((ulong)i << 32));
                var name = string.Create(CultureInfo.InvariantCulture, $"scene-{i + 1:D4}.png");
                file.WriteColour(Path.Combine(into, name), still.Pixels, wide, high);
                pictures.Add((name, still.Objects));
                weathers.Add($"{name},{SceneNames.Weathers[(int)still.Weather]}");
            }

            if (parsed.GetValue(truth) is { } truthFile) CocoFile.Write(truthFile, SceneNames.Things, wide, high, pictures);
            if (parsed.GetValue(weather) is { } weatherFile) OutputFile.Write(weatherFile, partial => File.WriteAllLines(partial, weathers));
            output.WriteLine($"{into}: {pictures.Count} scenes with {pictures.Sum(p => p.Item2.Count)} things");
            return CommandRunner.Done;
        }, cancellation));
        return command;
    }
}
