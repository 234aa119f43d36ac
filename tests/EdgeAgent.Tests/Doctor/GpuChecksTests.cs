using EdgeAgent.Doctor;

namespace EdgeAgent.Tests.Doctor;

public sealed class GpuChecksTests
{
    [Fact]
    public void Largest_SameWindows_IsTheLargestDifference() =>
        Assert.Equal(0.25, GpuChecks.Largest([[0.5f, 0.25f], [1, 0]], [[0.5f, 0.5f], [1, 0.125f]]));

    [Fact]
    public void Largest_NotANumber_IsNone() => Assert.Equal(double.NaN, GpuChecks.Largest([[0.5f], [float.NaN], [0]], [[0.5f], [0.5f], [1]]));

    [Theory]
    [InlineData(2, 3, 1, 1)]
    [InlineData(2, 2, 1, 2)]
    public void Largest_OtherWindowsOrLabels_IsInfinite(int windows, int others, int labels, int otherLabels)
    {
        Assert.Equal(double.PositiveInfinity, GpuChecks.Largest(Scores(windows, labels), Scores(others, otherLabels)));

        static float[][] Scores(int windows, int labels) => [.. Enumerable.Range(0, windows).Select(_ => new float[labels])];
    }
}
