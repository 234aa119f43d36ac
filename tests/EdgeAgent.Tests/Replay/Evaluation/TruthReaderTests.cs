using EdgeAgent.Replay.Evaluation;
using EdgeAgent.Tests.Replay.Output;

namespace EdgeAgent.Tests.Replay.Evaluation;

public sealed class TruthReaderTests
{
    [Theory]
    [InlineData("long/HYD11_20230710_060000.selections.txt", 62, null)]
    [InlineData("long/HYD11_20230710_060000.csv", 62, 6.0)]
    [InlineData("long/HYD12_20230902_221500.encounters.csv", 22, 6.0)]
    [InlineData("continuous/HARP_Hawaii_K_14_130127_114345_t26040.selections.txt", 154, null)]
    [InlineData("mn_events.csv", 2162, null)]
    public void Read_RealTables_EveryRow(string name, int rows, double? firstSnr)
    {
        var items = TruthReader.Read(SharedFile(name)).Items;
        Assert.Equal(rows, items.Count);
        Assert.Equal(firstSnr, items[0].SnrDb);
        Assert.All(items, item => Assert.True(item.EndSeconds >= item.BeginSeconds));
        Assert.All(items, item => Assert.Equal(name.Contains("encounters", StringComparison.Ordinal) ? null : "Mn", item.Label));
    }

    [Fact]
    public void Read_RealConfusers_EveryKind()
    {
        var items = ConfuserReader.Read(SharedFile("long/HYD12_20230902_221500.bed.csv")).Items;
        Assert.Equal(59, items.Count);
        Assert.Equal(["ambient", "minke_whale", "orca", "pinniped", "ship", "shrimp", "unidentified_bio"], items.Select(item => item.Kind).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(new ConfuserItem("orca", null, 30, 33.39), items[3]);
    }

    [Theory]
    [InlineData("begin,end,label\n1.5,2,song\n", null, null)]
    [InlineData("1.5,2,song\n", null, null)]
    [InlineData("1.5\t2.0\tsong\t0.98\n\\\t100\t900\n", null, null)]
    [InlineData("begin,end,label,file,snr\r\n1.5,2,song,a.wav,-6\r\n\r\n", "a.wav", -6.0)]
    [InlineData("1.5,2,song,a.wav,-6", "a.wav", -6.0)]
    [InlineData("\uFEFFLABEL,SNR_DB,End (s),Start (s),File\n\"song\",,2e0, 1.50 ,a.wav", "a.wav", null)]
    [InlineData("Selection\tView\tBegin Time (s)\tEnd Time (s)\tAnnotation\n1\tWaveform 1\t1.5\t2\tsong\n1\tSpectrogram 1\t1.5\t2\tsong\n", null, null)]
    [InlineData("Selection\tBegin Time (s)\tEnd Time (s)\tCommon Name\tBegin File\tFile Offset (s)\n9\t601.5\t602\tsong\ta.wav\t1.5\n", "a.wav", null)]
    public void Read_FormsThatPeopleUse_SameItem(string text, string? file, double? snr)
    {
        using var folder = new Folder();
        var item = Assert.Single(TruthReader.Read(folder.Write("truth.txt", text)).Items);
        Assert.Equal(new TruthItem("song", file, 1.5, 2, snr, item.Line), item);
    }

    [Fact]
    public void Read_QuotedFieldsOverLines_KeepsTextAndLineNumbers()
    {
        using var folder = new Folder();
        var items = TruthReader.Read(folder.Write("t.csv", "begin,end,label\n1,2,\"a \"\"b\"\",\nc\"\n\n3,4,d\n")).Items;
        Assert.Equal([new TruthItem("a \"b\",\nc", null, 1, 2, null, 2), new TruthItem("d", null, 3, 4, null, 5)], items);
    }

    [Fact]
    public void Read_HeadingOnly_SaysThatThereIsNothing()
    {
        using var folder = new Folder();
        Assert.Empty(TruthReader.Read(folder.Write("t.txt", "Selection\tBegin Time (s)\tEnd Time (s)\tSpecies\n")).Items);
    }

    [Theory]
    [InlineData("", " is empty; a truth table has at least its heading.")]
    [InlineData("\n \n", " is empty; a truth table has at least its heading.")]
    [InlineData("begin_s,end_s\n1,2\n3,x\n", ", line 3: end_s is 'x', which is no number.")]
    [InlineData("begin_s,end_s\n1,NaN\n", ", line 2: end_s is 'NaN', which is no number.")]
    [InlineData("begin_s,end_s,label\n1,\"2,5\",x\n", ", line 2: end_s is '2,5', which is no number.")]
    [InlineData("begin_s,end_s\n1\n", ", line 2: end_s is missing.")]
    [InlineData("begin_s,end_s\n5,4\n", ", line 2: end_s (4) is before begin_s (5).")]
    [InlineData("begin_s,end_s\n-1,4\n", ", line 2: begin_s is negative (-1).")]
    [InlineData("begin_s,end_s,snr_db\n1,2,loud\n", ", line 2: snr_db is 'loud', which is no number.")]
    [InlineData("from,to,label\n1,2,song\n", ", line 1: no column 'Begin Time (s)' (the heading is: from, to, label).")]
    [InlineData("begin_s,label\n1,song\n", ", line 1: no column 'End Time (s)' (the heading is: begin_s, label).")]
    [InlineData("1,2,song\nthree,4,song\n", ", line 2: the first two fields are not begin and end in seconds.")]
    [InlineData("1,2,song\n4,3,song\n", ", line 2: begin (4) and end (3) are not in order from 0 on.")]
    [InlineData("1,2,song,a.wav,loud\n", ", line 1: the SNR is 'loud', which is no number.")]
    [InlineData("begin,end,label\n1,2,\"song\n", ", line 2: a quotation mark is never closed.")]
    [InlineData("RIFF\0\0\0WAVE", ", line 1: this is no table of text; name a Raven selection table or a CSV file.")]
    public void Read_WrongTable_OneSentenceWithTheLine(string text, string expected)
    {
        using var folder = new Folder();
        var path = folder.Write("truth.csv", text);
        Assert.Equal(path + expected, Assert.Throws<TruthException>(() => TruthReader.Read(path)).Message);
    }

    [Fact]
    public void Read_SoundFileByMistake_StopsAtOnce()
    {
        var path = SharedFile("long/HYD11_20230710_060000.wav");
        Assert.Contains("this is no table of text", Assert.Throws<TruthException>(() => TruthReader.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MissingFileOrFolder_NamesIt()
    {
        using var folder = new Folder();
        Assert.Equal($"{folder["none.csv"]} does not exist; check the name.", Assert.Throws<TruthException>(() => TruthReader.Read(folder["none.csv"])).Message);
        Assert.StartsWith($"{folder.Path} cannot be read", Assert.Throws<TruthException>(() => TruthReader.Read(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("begin_s,end_s,source\n1,2,x\n", ", line 1: no column 'kind' (the heading is: begin_s, end_s, source).")]
    [InlineData("begin_s,end_s,kind\n1,2,\n", ", line 2: kind is missing.")]
    public void ReadConfusers_WrongTable_OneSentenceWithTheLine(string text, string expected)
    {
        using var folder = new Folder();
        var path = folder.Write("bed.csv", text);
        Assert.Equal(path + expected, Assert.Throws<TruthException>(() => ConfuserReader.Read(path)).Message);
    }

    private static string SharedFile(string name) => Repository.SharedPath("data/audio/" + name);
}
