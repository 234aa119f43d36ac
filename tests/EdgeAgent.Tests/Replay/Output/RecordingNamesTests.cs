using EdgeAgent.Replay.Output;

namespace EdgeAgent.Tests.Replay.Output;

public sealed class RecordingNamesTests
{
    [Theory]
    [InlineData("/d/one.wav|/d/two.wav", "one|two")]
    [InlineData("/d/rec.wav|/d/rec.flac|/d/two.wav", "rec.wav|rec.flac|two")]
    [InlineData("/d/a/rec.wav|/d/b/rec.wav", "a_rec.wav|b_rec.wav")]
    [InlineData("/d/Rec.wav|/d/rec.WAV", "d_Rec.wav_1|d_rec.WAV_2")]
    [InlineData("/d/events.wav", "events.wav")]
    [InlineData("/x/a_b/c.wav|/x/a/b_c.wav|/y/a_b/c.wav", "x_a_b_c.wav|b_c|y_a_b_c.wav")]
    [InlineData("/d/DEPLOY.2023.01.wav", "DEPLOY.2023.01")]
    public void For_Paths_GivesShortestNamesThatDiffer(string paths, string expected)
    {
        Assert.Equal(expected.Split('|'), RecordingNames.For(paths.Split('|')));
    }

    [Fact]
    public void For_SameRecordingTwice_IsRefused()
    {
        var error = Assert.Throws<OutputException>(() => RecordingNames.For(["/d/rec.wav", "/d/../d/rec.wav"]));
        Assert.Equal("the recording /d/rec.wav is named twice; name it once.", error.Message);
    }
}
