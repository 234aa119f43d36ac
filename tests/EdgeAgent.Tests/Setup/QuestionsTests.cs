using System.Text;
using EdgeAgent.Hosting;
using EdgeAgent.Setup;

namespace EdgeAgent.Tests.Setup;

public sealed class QuestionsTests
{
    private readonly StringBuilder _said = new();

    [Fact]
    public void Ask_EmptyAnswer_TakesWhatIsProposed()
    {
        Assert.Equal("box", Questions("\n").Ask("Name", "box"));
        Assert.Equal("Name [box]: ", _said.ToString());
    }

    [Fact]
    public void Ask_AnswerThatIsNone_AsksAgainAndSaysWhy()
    {
        Assert.Equal("good", Questions("bad\n good \n").Ask("Word", "", text => text == "good" ? null : "say good"));
        Assert.Contains("  say good\n", _said.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2\n", 1)]
    [InlineData("\n", 0)]
    [InlineData("0\n4\nx\n3\n", 2)]
    public void Choose_Number_IsThePlace(string typed, int place) => Assert.Equal(place, Questions(typed).Choose("Which", ["a", "b", "c"]));

    [Theory]
    [InlineData("\n", false)]
    [InlineData("maybe\nyes\n", true)]
    public void Agrees_NothingTyped_IsNo(string typed, bool agrees) => Assert.Equal(agrees, Questions(typed).Agrees("Replace it?"));

    [Theory]
    [InlineData("")]
    [InlineData("x\nx\nx\nx\nx\nx\n")]
    public void Ask_NobodyAnswersWell_EndsWithASentence(string typed) => Assert.Throws<UsageException>(() => Questions(typed).Ask("Word", "", _ => "no"));

    private Questions Questions(string typed) => new(new StringReader(typed), text => _said.Append(text));
}
