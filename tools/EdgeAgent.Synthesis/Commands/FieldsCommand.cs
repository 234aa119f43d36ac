using System.CommandLine;
using System.Globalization;
using EdgeAgent.Synthesis.Fields;
using EdgeAgent.Synthesis.Pictures;

namespace EdgeAgent.Synthesis.Commands;

/// <summary>The verb <c>fields</c>: fields of view of a microscope with spores and debris, and their truth.</summary>
internal static class FieldsCommand
{
    private const string Help = """
        Synthesizes fields of view of a spore microscope: PNG files, and what is in them.

        Example:
          edge-synth fields --count 12 --width 2560 --height 1920 --seed 7 --out demo/fields --truth demo/fields.json
        """;

    /// <summary>The verb.</summary>
    /// <param name="output">Where its one line of result goes.</param>
    /// <param name="time">Paces a live microscope.</param>
    public static Command Create(TextWriter output, TimeProvider time)
    {
        var count = Options.Whole("--count", "How many", "N", 12, 1, 100000);
        var width = Options.Whole("--width", "Pixels of a row", "PX", 1280, 64, 8192);
        var height = Options.Whole("--height", "Rows", "PX", 960, 64, 8192);
        var spores = Options.Number("--spores", "Spores in a million pixels, on the average", "N", 15, 0, 400);
        var debris = Options.Number("--debris", "Other things in a million pixels, on the average", "N", 25, 0, 400);
        var every = Options.Number("--every", "Seconds from one field to the next, as a live microscope takes them; 0 for as fast as they come", "S", 0, 0, 3600);
        var even = new Option<bool>("--even") { Description = "All kinds of spores as frequent, for training; otherwise two kinds are common and one is rare." };
        var masks = new Option<string?>("--masks") { Description = "Also write masks to this folder: 1 and up for spores by label, 255 for debris.", HelpName = "FOLDER" };
        var truth = Options.Truth();
        var seed = Options.Seed();
        var folder = Options.Folder();
        var command = new Command("fields", Help) { count, width, height, spores, debris, every, even, seed, folder, masks, truth };
        command.SetAction((parsed, cancellation) => Task.Run(async () =>
        {
            var rules = new FieldRules(parsed.GetValue(width), parsed.GetValue(height), parsed.GetValue(spores), parsed.GetValue(debris), parsed.GetValue(even));
            var into = parsed.GetRequiredValue(folder);
            using var file = new PictureFile();
            var pictures = new List<(string, IReadOnlyList<TruthObject>)>();
            for (var i = 0; i < parsed.GetValue(count); i++)
            {
                if (i > 0 && parsed.GetValue(every) is > 0 and var pause) await Task.Delay(TimeSpan.FromSeconds(pause), time, cancellation).ConfigureAwait(false);
                cancellation.ThrowIfCancellationRequested();
                var field = FieldPicture.Create(rules, parsed.GetValue(seed) + ((ulong)i << 32));
                var name = string.Create(CultureInfo.InvariantCulture, $"field-{i + 1:D4}.png");
                file.WriteColour(Path.Combine(into, name), field.Pixels, field.Width, field.Height);
                if (parsed.GetValue(masks) is { } beside) file.WriteGrey(Path.Combine(beside, name), field.Mask, field.Width, field.Height);
                pictures.Add((name, field.Spores));
            }

            if (parsed.GetValue(truth) is { } truthFile) CocoFile.Write(truthFile, ParticleKinds.Names, rules.Width, rules.Height, pictures);
            output.WriteLine($"{into}: {pictures.Count} fields with {pictures.Sum(p => p.Item2.Count)} spores");
            return CommandRunner.Done;
        }, cancellation));
        return command;
    }
}
