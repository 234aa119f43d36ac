using EdgeAgent.Core.Vision;

namespace EdgeAgent.Core.Tests.Vision;

public sealed class EmbeddedMetadataTests
{
    private static EmbeddedMetadata Read(string key, string value) => EmbeddedMetadata.Read(new Dictionary<string, string> { [key] = value });

    [Theory]
    [InlineData("{0: 'a', 1: 'b'}", "a|b")]
    [InlineData("{0: \"it's\", 1: 'say \"no\"'}", "it's|say \"no\"")]
    [InlineData("{0: 'caf\\xe9', 1: '\\u6d77', 2: 'a\\\\b'}", "café|海|a\\b")]
    [InlineData("['a', 'b',]", "a|b")]
    [InlineData(" { 1 : 'b' , 0 : 'a' } ", "a|b")]
    public void Read_Names_AreInTheOrderOfTheirNumbers(string text, string names) => Assert.Equal(names.Split('|'), Read("names", text).Names);

    [Theory]
    [InlineData("{0: 'a', 2: 'b'}")]
    [InlineData("{0: 'a', 1: 2}")]
    [InlineData("{0: 'a'")]
    [InlineData("{0: 'a'} x")]
    [InlineData("{0: 'a\\")]
    [InlineData("{0: 'a\\x")]
    [InlineData("{0: 'a\\ud800'}")]
    [InlineData("__import__('os')")]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]")]
    public void Read_NamesThatCantBeUnderstood_AreNone(string text) => Assert.Null(Read("names", text).Names);

    [Theory]
    [InlineData("[480, 640]", 480, 640)]
    [InlineData("(480, 640)", 480, 640)]
    [InlineData("640", 640, 640)]
    [InlineData("[640]", null, null)]
    [InlineData("big", null, null)]
    public void Read_ImageSize_IsHeightThenWidth(string text, int? height, int? width)
    {
        var metadata = Read("imgsz", text);

        Assert.Equal((height, width), (metadata.Height, metadata.Width));
    }

    [Theory]
    [InlineData("end2end", "True", true)]
    [InlineData("end2end", "False", false)]
    [InlineData("args", "{'batch': 1, 'nms': True, 'fraction': 1.0, 'device': None}", true)]
    [InlineData("args", "{'nms': False}", false)]
    public void Read_EndToEnd_IsTold(string key, string value, bool selects) => Assert.Equal(selects, Read(key, value).EndToEnd);
}
