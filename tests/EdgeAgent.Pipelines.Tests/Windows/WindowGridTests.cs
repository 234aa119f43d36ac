using EdgeAgent.Pipelines.Windows;

namespace EdgeAgent.Pipelines.Tests.Windows;

public sealed class WindowGridTests
{
    [Theory]
    [InlineData(39124, 10000, 10000, 10000)]
    [InlineData(39124, 10000, 10000, 44100)]
    [InlineData(15600, 7800, 16000, 10000)]
    [InlineData(4000, 1000, 4000, 192000)]
    [InlineData(999, 999, 1000, 999)]
    [InlineData(3, 1, 1000, 1000)]
    public void Cells_OfConsecutiveWindows_TouchAndHoldTheirWindowsCentre(int window, int hop, int modelRate, int sourceRate)
    {
        var grid = new WindowGrid(window, hop, modelRate, sourceRate);
        var end = 0L;
        for (long start = 0; start < 3000L * hop; start += hop)
        {
            Assert.Equal(end, grid.CellStart(start));
            end = grid.CellEnd(start);
            Assert.True(end > grid.CellStart(start));
            var centre = (start + (window / 2.0)) * sourceRate / modelRate;
            Assert.InRange(centre, grid.CellStart(start) - 1.0 - ((double)sourceRate / modelRate), end + 1.0 + ((double)sourceRate / modelRate));
            Assert.True(end - 1 <= (double)(start + window) * sourceRate / modelRate);
        }
    }

    [Fact]
    public void ToSource_AYearIn_IsExactToHalfASample()
    {
        var grid = new WindowGrid(39124, 10000, 10000, 44100);
        const long year = 365L * 86400 * 10000;
        Assert.Equal(365L * 86400 * 44100, grid.ToSource(year));
        Assert.Equal((365L * 86400 * 44100) + 4, grid.ToSource(year + 1));
    }
}
