using EdgeAgent.Core.Models;
using EdgeAgent.Core.Text;

namespace EdgeAgent.Core.Tests.Text;

public sealed class WordsTests
{
    [Theory]
    [InlineData("Nmae", "Name")]
    [InlineData("sample_rate", "SampleRate")]
    [InlineData("thraeds", "Threads")]
    [InlineData("zzzzzz", null)]
    [InlineData("", null)]
    public void Suggest_MisspeltWord_FindsTheNearest(string word, string? meant) =>
        Assert.Equal(meant, DidYouMean.Suggest(word, ["Name", "SampleRate", "Threads"]));

    [Theory]
    [InlineData("none", SmoothingKind.None, 1)]
    [InlineData("mean:5", SmoothingKind.Mean, 5)]
    [InlineData("median:99", SmoothingKind.Median, 99)]
    public void TryReadSmoothing_Good_IsRead(string text, SmoothingKind kind, int windows)
    {
        Assert.True(EventRuleWords.TryReadSmoothing(text, out var readKind, out var readWindows));
        Assert.Equal((kind, windows), (readKind, readWindows));
    }

    [Theory]
    [InlineData("median")]
    [InlineData("median:4")]
    [InlineData("median:101")]
    [InlineData("median:-3")]
    [InlineData("mode:3")]
    [InlineData("none:3")]
    [InlineData("")]
    public void TryReadSmoothing_Bad_IsRefused(string text) => Assert.False(EventRuleWords.TryReadSmoothing(text, out _, out _));

    [Theory]
    [InlineData("2/3", true)]
    [InlineData("1/1", true)]
    [InlineData("3/2", false)]
    [InlineData("0/3", false)]
    [InlineData("2/100", false)]
    [InlineData("2/3/4", false)]
    [InlineData("two/3", false)]
    public void TryReadConfirmation_KOfN_IsCheckedForSense(string text, bool good) => Assert.Equal(good, EventRuleWords.TryReadConfirmation(text, out _, out _));
}
