using EdgeAgent.Replay.Evaluation;

namespace EdgeAgent.Tests.Replay.Evaluation;

public sealed class RecordingMatchTests
{
    private static readonly string[] Files = ["/in/a/rec.wav", "/in/b/rec.wav", "/in/HYD11_1.wav", "/in/HYD11_1.part.wav"];

    [Theory]
    [InlineData("HYD11_1.wav", "/in/HYD11_1.wav")]
    [InlineData("C:\\data\\HYD11_1.wav", "/in/HYD11_1.wav")]
    [InlineData("/elsewhere/b/rec.wav", "/in/b/rec.wav")]
    [InlineData("HYD11_1.flac", "/in/HYD11_1.wav")]
    [InlineData("other.wav", null)]
    public void Named_NameAsTheAnnotatorHadIt_FindsTheRecording(string name, string? expected) => Assert.Equal(expected, Match().Named("t.csv", 7, name));

    [Fact]
    public void Named_TwoFit_AsksForTheFolder() =>
        Assert.Equal("t.csv, line 7: 'rec.wav' fits 2 recordings (/in/a/rec.wav, /in/b/rec.wav); name it with its folder.",
            Assert.Throws<TruthException>(() => Match().Named("t.csv", 7, "rec.wav")).Message);

    [Theory]
    [InlineData("/t/HYD11_1.selections.txt", "/in/HYD11_1.wav")]
    [InlineData("/t/HYD11_1.part.selections.txt", "/in/HYD11_1.part.wav")]
    public void Implied_TableNamedAfterItsRecording_FindsIt(string table, string expected) => Assert.Equal(expected, Match().Implied(table));

    [Fact]
    public void Implied_OneRecording_IsMeant() => Assert.Equal("/in/x.wav", new RecordingMatch([new AnalysedSpan("/in/x.wav", 0, 1)]).Implied("/t/truth.csv"));

    [Fact]
    public void Implied_CannotBeTold_SaysWhatToDo() =>
        Assert.Equal("/t/rec.csv does not say which of the 4 recordings it is about; add a column 'file' or name the table after its recording (RECORDING.selections.txt).",
            Assert.Throws<TruthException>(() => Match().Implied("/t/rec.csv")).Message);

    private static RecordingMatch Match() => new(Files.Select(file => new AnalysedSpan(file, 0, 60)));
}
