using System.CommandLine;
using System.Globalization;
using EdgeAgent.Interop.SndFile;
using EdgeAgent.Synthesis.Songs;

namespace EdgeAgent.Synthesis.Commands;

/// <summary>The verb <c>song</c>: humpback-like song over ocean noise, with its truth.</summary>
internal static class SongCommand
{
    private const string Help = """
        Synthesizes humpback-like song over ocean noise (16-bit).

        Example:
          edge-synth song --seconds 120 --seed 1 --rate 10000 --out demo/hydrophone.wav --truth demo/hydrophone.csv --loopable
        """;

    private const int BlockSamples = 65536;

    /// <summary>The verb.</summary>
    /// <param name="output">Where its one line of result goes.</param>
    public static Command Create(TextWriter output)
    {
        // The whole song is held in memory, hence its greatest length.
        var seconds = Options.Number("--seconds", "Length", "S", 120, SongPlan.ShortestSeconds, 3600);
        var seed = Options.Seed();
        var rate = Options.Rate();
        var snr = Options.Number("--snr", "Power of each unit over the ocean in the unit's own band, in dB", "DB", 12, -20, 40);
        var loopable = new Option<bool>("--loopable") { Description = "Let the end join the start without a click." };
        var outFile = Options.Out();
        var truth = new Option<string?>("--truth") { Description = "Also write the units: begin_s,end_s,species,snr_db.", HelpName = "FILE" };
        var bouts = new Option<string?>("--bouts") { Description = "Also write the bouts, in the same columns.", HelpName = "FILE" };
        var command = new Command("song", Help) { seconds, seed, rate, snr, loopable, outFile, truth, bouts };
        command.SetAction(parsed =>
        {
            var hertz = parsed.GetValue(rate);
            var song = SongRecording.Create(parsed.GetValue(seconds), parsed.GetValue(seed), hertz, parsed.GetValue(snr), parsed.GetValue(loopable));
            var path = parsed.GetRequiredValue(outFile);
            OutputFile.Write(path, partial => WriteAudio(partial, path, song.Samples, hertz));
            if (parsed.GetValue(truth) is { } unitsFile) OutputFile.Write(unitsFile, partial => File.WriteAllText(partial, TruthCsv.OfUnits(song)));
            if (parsed.GetValue(bouts) is { } boutsFile) OutputFile.Write(boutsFile, partial => File.WriteAllText(partial, TruthCsv.OfBouts(song)));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{path}: {(double)song.Samples.Length / hertz:0.###} s, {song.Units.Count} units in {song.Bouts.Count} bouts"));
            return CommandRunner.Done;
        });
        return command;
    }

    private static void WriteAudio(string partial, string path, double[] samples, int rate)
    {
        using var writer = SndFileWriter.Create(partial, rate, 1, AudioForm.Of(path, "pcm16"));
        var block = new float[BlockSamples];
        for (var start = 0; start < samples.Length; start += block.Length)
        {
            var count = Math.Min(block.Length, samples.Length - start);
            for (var i = 0; i < count; i++) block[i] = (float)samples[start + i];
            writer.Write(block.AsSpan(0, count));
        }

        writer.Close();
    }
}
