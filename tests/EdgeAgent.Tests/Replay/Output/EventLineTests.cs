using EdgeAgent.Core.Events;
using EdgeAgent.Replay.Output;

namespace EdgeAgent.Tests.Replay.Output;

public sealed class EventLineTests
{
    [Fact]
    public void Format_OpenThenClose_ReadsAsALog()
    {
        Assert.Equal("09:30:12.480Z  OPEN    humpback    0.98  reef-north", EventLine.Format(Events.Of(EventState.Open), 80, colour: false));
        Assert.Equal("09:30:24.780Z  CLOSE   humpback    12.3 s  peak 0.98  mean 0.83  12 windows", EventLine.Format(Events.Of(EventState.Close), 80, colour: false));
        Assert.Equal("09:30:24.780Z  CLOSE   humpback    12.3 s  peak 0.98  mean 0.83  12 windows  end-of-input  reef-north",
            EventLine.Format(Events.Of(EventState.Close) with { Reason = "end-of-input" }, 120, colour: false));
    }

    [Fact]
    public void Format_RelativeTime_CountsFromTheStart()
    {
        var relative = Events.Of(EventState.Open, begin: 7323.5) with { Onset = null, Offset = null };
        Assert.StartsWith("+02:02:03.500  OPEN ", EventLine.Format(relative, 80, colour: false), StringComparison.Ordinal);
    }

    [Fact]
    public void Format_Gap_NamesCauseAndLoss() =>
        Assert.Equal("09:40:00.000Z  GAP     duty-cycle  290.0 s lost  between a.wav and b.wav", EventLine.Format(Events.Gap, 80, colour: false));

    [Fact]
    public void Format_Colour_AddsOnlySequencesOfNoWidth()
    {
        var coloured = EventLine.Format(Events.Of(EventState.Open), 80, colour: true);
        Assert.Equal(EventLine.Format(Events.Of(EventState.Open), 80, colour: false), coloured.Replace("\e[32m", "", StringComparison.Ordinal).Replace("\e[0m", "", StringComparison.Ordinal));
        Assert.Contains("\e[32mOPEN", coloured, StringComparison.Ordinal);
    }

    [Fact]
    public void Format_AnyWidth_IsNeverWider()
    {
        string[] labels = ["h", "humpback", "a label that is much longer than the terminal is wide, by far", "座頭鯨の歌声がきこえる", "e\u0301e\u0301e\u0301", "🐋🐋🐋🐋🐋🐋🐋🐋🐋🐋🐋🐋"];
        for (var width = 24; width < 130; width++)
            foreach (var label in labels)
                foreach (var state in Enum.GetValues<EventState>())
                {
                    var line = EventLine.Format(Events.Of(state, label), width, colour: false);
                    Assert.True(TerminalText.Width(line) <= width, $"{width}: {line}");
                    Assert.Contains(state.ToString().ToUpperInvariant(), line, StringComparison.Ordinal);
                }
    }

    [Fact]
    public void Format_LabelWithControlCharacters_CannotDriveTheTerminal()
    {
        var line = EventLine.Format(Events.Of(EventState.Open, "\e[2Jclear\r\nnext"), 80, colour: false);
        Assert.DoesNotContain(line, char.IsControl);
        Assert.Contains("[2Jclear  next", line, StringComparison.Ordinal);
    }
}
