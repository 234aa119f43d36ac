using System.Security.Cryptography;
using EdgeAgent.Interop.SndFile;
using EdgeAgent.Synthesis.Commands;

namespace EdgeAgent.Synthesis.Tests;

public sealed class CommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edge-synth-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Song_SameSeed_SameBytesAndOtherSeedOthers()
    {
        Assert.Equal(0, Run(out _, "song", "--seconds", "50", "--seed", "3", "--out", At("a.wav"), "--loopable"));
        Assert.Equal(0, Run(out _, "song", "--seconds", "50", "--seed", "3", "--out", At("b.wav"), "--loopable"));
        Assert.Equal(0, Run(out _, "song", "--seconds", "50", "--seed", "4", "--out", At("c.wav"), "--loopable"));

        Assert.Equal(Hash("a.wav"), Hash("b.wav"));
        Assert.NotEqual(Hash("a.wav"), Hash("c.wav"));
    }

    [Fact]
    public void Song_TruthAndBouts_AreTablesOfUnitsAndBouts()
    {
        Assert.Equal(0, Run(out var said, "song", "--seconds", "90", "--out", At("demo/a.wav"), "--truth", At("a.csv"), "--bouts", At("b.csv")));

        var units = File.ReadAllLines(At("a.csv"));
        var bouts = File.ReadAllLines(At("b.csv"));
        Assert.Equal("begin_s,end_s,species,snr_db", units[0]);
        Assert.Equal(units[0], bouts[0]);
        Assert.Matches(@"^\d+\.\d{3},\d+\.\d{3},Mn,\d+\.\d$", units[1]);
        Assert.Contains($"{units.Length - 1} units in {bouts.Length - 1} bouts", said, StringComparison.Ordinal);
        Assert.Equal(units[1].Split(',')[0], bouts[1].Split(',')[0]);
        Assert.Equal(units[^1].Split(',')[1], bouts[^1].Split(',')[1]);
        using var reader = SndFileReader.Open(At("demo/a.wav"));
        Assert.Equal(900000, reader.Frames);
        Assert.Equal(10000, reader.SampleRate);
    }

    [Theory]
    [InlineData("n.wav", "pcm16")]
    [InlineData("n.wav", "pcm24")]
    [InlineData("n.wav", "float")]
    [InlineData("n.flac", "pcm24")]
    public void Noise_EachEncoding_HoldsTheAskedLevel(string name, string encoding)
    {
        Assert.Equal(0, Run(out _, "noise", "--kind", "pink", "--level", "-40", "--seconds", "5", "--encoding", encoding, "--out", At(name)));

        using var reader = SndFileReader.Open(At(name));
        var samples = new float[50000];
        Assert.Equal(50000, reader.Read(samples));
        Assert.InRange(Measure.Level([.. samples.Select(sample => (double)sample)]), -40.5, -39.5);
        Assert.Equal([name], Directory.GetFiles(_folder).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("no verb")]
    [InlineData("unknown kind", "noise", "--kind", "green", "--out", "x.wav")]
    [InlineData("no file", "noise", "--kind", "white")]
    [InlineData("no number", "noise", "--kind", "white", "--level", "-4x", "--out", "x.wav")]
    [InlineData("out of range", "noise", "--kind", "white", "--level", "3", "--out", "x.wav")]
    [InlineData("not a number", "noise", "--kind", "white", "--level", "NaN", "--out", "x.wav")]
    [InlineData("unknown format", "noise", "--kind", "white", "--out", "x.mp3")]
    [InlineData("too short", "song", "--seconds", "3", "--out", "x.wav")]
    [InlineData("negative seed", "song", "--seed", "-1", "--out", "x.wav")]
    [InlineData("unknown option", "song", "--tempo", "3", "--out", "x.wav")]
    public void Run_WrongUsage_IsOneSentenceAndExitTwo(string why, params string[] arguments)
    {
        Assert.Equal(CommandRunner.Usage, Run(out var said, arguments));

        Assert.StartsWith("edge-synth: ", said, StringComparison.Ordinal);
        Assert.True(said.TrimEnd().Split('\n').Length == 1, $"{why}: {said}");
        Assert.False(File.Exists("x.wav"));
    }

    [Fact]
    public void Run_FileThatCannotBeWritten_FailsInOneSentenceAndLeavesNothing()
    {
        File.WriteAllText(At("taken"), "");

        Assert.Equal(CommandRunner.Failed, Run(out var under, "noise", "--kind", "white", "--seconds", "1", "--out", At("taken/x.wav")));
        Assert.Equal(CommandRunner.Failed, Run(out var form, "noise", "--kind", "white", "--seconds", "1", "--encoding", "float", "--out", At("x.flac")));

        Assert.StartsWith("edge-synth: ", under, StringComparison.Ordinal);
        Assert.Contains("use --encoding pcm16 or pcm24", form, StringComparison.Ordinal);
        Assert.Equal(["taken"], Directory.GetFiles(_folder).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("song")]
    [InlineData("fields")]
    [InlineData("scenes")]
    [InlineData("film")]
    [InlineData("noise")]
    public void Help_EachVerb_HasAnExample(string verb)
    {
        Assert.Equal(0, Run(out var said, verb, "--help"));

        Assert.Contains($"edge-synth {verb} --", said, StringComparison.Ordinal);
    }

    private static int Run(out string said, params string[] arguments)
    {
        var writer = new StringWriter();
        var code = CommandRunner.Run(arguments, writer, writer);
        said = writer.ToString();
        return code;
    }

    private string At(string name) => Path.Combine(_folder, name);

    private string Hash(string name) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(At(name))));
}
