using System.CommandLine;
using System.Globalization;
using EdgeAgent.Interop.SndFile;
using EdgeAgent.Synthesis.Noises;

namespace EdgeAgent.Synthesis.Commands;

/// <summary>The verb <c>noise</c>: sound without a whale, of any length in constant memory.</summary>
internal static class NoiseCommand
{
    private const string Help = """
        Synthesizes noise of a given level, of any length in constant memory.

        Example:
          edge-synth noise --kind rain --level -40 --seconds 3600 --seed 1 --rate 10000 --out rain.wav
        """;

    /// <summary>The verb.</summary>
    /// <param name="output">Where its one line of result goes.</param>
    public static Command Create(TextWriter output)
    {
        var names = Enum.GetNames<NoiseKind>().Select(name => name.ToLowerInvariant()).ToArray();
        var kind = Options.Word("--kind", $"What to make: {string.Join(", ", names)}.", null, names);
        var level = Options.Number("--level", "Root mean square in dBFS (for dc the offset; silence has none)", "DBFS", -40, -120, -0.01);
        var seconds = Options.Number("--seconds", "Length", "S", 60, 0.01, 604800);
        var seed = Options.Seed();
        var rate = Options.Rate();
        var encoding = Options.Word("--encoding", $"Form of the samples: {string.Join(", ", AudioForm.Words)}.", "pcm16", AudioForm.Words);
        var outFile = Options.Out();
        var command = new Command("noise", Help) { kind, level, seconds, seed, rate, encoding, outFile };
        // On a thread of its own: the stop signals are heard only once the action has returned its task.
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var hertz = parsed.GetValue(rate);
            var word = parsed.GetRequiredValue(kind);
            var path = parsed.GetRequiredValue(outFile);
            var form = AudioForm.Of(path, parsed.GetRequiredValue(encoding));
            var samples = (long)Math.Round(parsed.GetValue(seconds) * hertz);
            var noise = new NoiseRecording(Enum.Parse<NoiseKind>(word, ignoreCase: true), parsed.GetValue(level), samples, parsed.GetValue(seed), hertz, cancellation);
            OutputFile.Write(path, partial => WriteAudio(partial, noise, hertz, form, cancellation));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {(double)samples / hertz:0.###} s of {word}"));
            return CommandRunner.Done;
        }, cancellation));
        return command;
    }

    private static void WriteAudio(string partial, NoiseRecording noise, int rate, AudioEncoding form, CancellationToken cancellation)
    {
        using var writer = SndFileWriter.Create(partial, rate, 1, form);
        noise.Play(writer.Write, cancellation);
        writer.Close();
    }
}
