namespace EdgeAgent.Tests.Functional;

/// <summary>Command lines that mean nothing: one sentence, exit code 2.</summary>
public sealed class BadArgumentTests
{
    [Theory]
    [InlineData("--rule High", "--rule High: must look like High=0.8")]
    [InlineData("--rule High=1.5", "'1.5' is not a score from 0 to 1")]
    [InlineData("--rule Height=1", "is no event rule; known are High, Low")]
    [InlineData("--rule KOfN=3/2", "'3/2' is not k/n")]
    [InlineData("--rule Smoothing=median:4", "'median:4' is not none, mean:N or median:N")]
    [InlineData("--shard 0/3", "--shard 0/3: must look like 2/4")]
    [InlineData("--shard 4/3", "--shard 4/3: must look like 2/4")]
    [InlineData("--shard half", "--shard half: must look like 2/4")]
    [InlineData("--speed 0", "--speed 0: must be max, 1 or a number")]
    [InlineData("--speed -1", "--speed -1: must be max, 1 or a number")]
    [InlineData("--speed NaN", "--speed NaN: must be max, 1 or a number")]
    [InlineData("--zone Sydney", "--zone Sydney: must be utc or an offset such as +10:00")]
    [InlineData("--start 2026-03-15T09:30:00", "must be a time with its zone")]
    [InlineData("--start yesterday", "must be a time with its zone")]
    [InlineData("--format wav", "'wav' is no output format")]
    [InlineData("--jobs 0", "--jobs 0: must be from 1 to 256")]
    [InlineData("--channel -1", "--channel -1: must be 0 (all) or from 1")]
    [InlineData("--channel 2", "has 1 channels; --channel 2 is not there")]
    [InlineData("--pipeline reef", "--pipeline reef: is not configured")]
    [InlineData("--collar -5", "--collar -5: must be a number of seconds from 0")]
    [InlineData("--collar NaN", "--collar NaN: must be a number of seconds from 0")]
    [InlineData("--rate 4000", "--rate is for raw PCM on standard input")]
    [InlineData("--loudness 3", "--loudness is no option of replay")]
    public async Task Replay_MeaninglessOption_OneSentence(string option, string sentence)
    {
        using var sea = new Sea();
        var result = await sea.ReplayAsync([sea.ShortSong(), .. option.Split(' ', 2), "--out", sea.Folder["results"]]);

        Assert.Contains(result.Exits(2).Error, line => line.StartsWith("edge-agent: ", StringComparison.Ordinal) && line.Contains(sentence, StringComparison.Ordinal));
        Assert.False(Directory.Exists(sea.Folder["results"]));
    }

    [Theory]
    [InlineData("", "--rate is missing")]
    [InlineData("--rate 0", "--rate 0: must be from 100 to 1000000 Hz")]
    [InlineData("--rate 4000 --channels 0", "--channels 0: must be from 1 to 64")]
    [InlineData("--rate 4000 --channels 2 --channel 3", "--channel 3 is beyond the 2 channels")]
    [InlineData("--rate 4000 --encoding s8", "--encoding s8: must be one of s16, s24, s32, f32")]
    [InlineData("--rate 4000 --speed 8", "--join, --keep-going, --zone and --speed need recordings")]
    [InlineData("--rate 4000 --shard 1/2", "standard input can't be shared")]
    public async Task ReplayInput_MeaninglessFormat_OneSentence(string options, string sentence)
    {
        using var sea = new Sea();
        (await sea.ReplayInputAsync(new byte[8000], options.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Refuses(2, sentence);
    }

    [Theory]
    [InlineData("MinSeconds=700", "MinSeconds: 700 is above MaxSeconds 30")]
    [InlineData("Low=0.9", "Low: 0.9 is above High 0.7")]
    public async Task Replay_RuleThatContradictsThePackage_IsAConfigurationError(string rule, string sentence)
    {
        using var sea = new Sea();
        (await sea.ReplayAsync(sea.ShortSong(), "--rule", rule)).Refuses(78, sentence);
    }

    [Fact]
    public async Task Replay_OneModelNamedTwice_Refused()
    {
        using var sea = new Sea();
        (await sea.ReplayAsync(sea.ShortSong(), "--model", "energy", "--model", "energy:1")).Refuses(78, "energy:1 is named 2 times");
    }

    [Fact]
    public async Task Replay_StandardInputAmongFiles_Refused()
    {
        using var sea = new Sea();
        (await sea.ReplayAsync(sea.ShortSong(), "-", "--rate", "4000")).Refuses(2, "can't be mixed with files");
    }

    [Fact]
    public async Task Replay_RecordingsThatOverlap_RefusedWithTheRemedy()
    {
        using var sea = new Sea();
        var folder = sea.Folder.Folder("recordings");
        var song = new Song(SongMaker.Make(16, 4000, []), 4000);
        song.WriteFrom(folder, 0, 40_000);
        song.WriteFrom(folder, 20_000, 60_000);
        (await sea.ReplayAsync(folder)).Refuses(2, "overlap by 5 s", "--join");
    }

    [Theory]
    [InlineData("")]
    [InlineData("listen")]
    [InlineData("replay")]
    public async Task Agent_UnknownOrIncompleteVerb_SaysWhereHelpIs(string arguments)
    {
        var result = (await AgentProcess.RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Exits(2);
        Assert.StartsWith("edge-agent: see 'edge-agent ", result.Error[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agent_Help_NamesEveryVerbAndExits0()
    {
        var result = (await AgentProcess.RunAsync("--help")).Exits(0);
        Assert.All(["run", "replay", "validate", "models"], verb => Assert.Contains(result.Output, line => line.TrimStart().StartsWith(verb, StringComparison.Ordinal)));
        Assert.Empty(result.Error);
    }
}
