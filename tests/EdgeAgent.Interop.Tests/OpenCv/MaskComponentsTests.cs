using EdgeAgent.Interop.OpenCv;

namespace EdgeAgent.Interop.Tests.OpenCv;

public sealed class MaskComponentsTests
{
    [Fact]
    public void Find_TwoSquaresAndADot_AreMeasured()
    {
        OpenCvHere.Required();
        const int width = 20, height = 12;
        var mask = new byte[width * height];
        Fill(mask, width, 2, 1, 4, 3);
        Fill(mask, width, 10, 5, 5, 5);
        mask[(11 * width) + 19] = 255;
        var found = new MaskComponent[8];
        var labels = new int[width * height];

        var count = MaskComponents.Find(mask, width, height, found, minArea: 2, labels: labels);

        Assert.Equal(2, count);
        Assert.Equal((2, 1, 4, 3, 12, 1), (found[0].X, found[0].Y, found[0].Width, found[0].Height, found[0].Area, found[0].Label));
        Assert.Equal((3.5, 2.0), (found[0].CentreX, found[0].CentreY));
        Assert.Equal((12.0, 7.0), (found[1].CentreX, found[1].CentreY));
        Assert.Equal((1, 2, 0), (labels[(1 * width) + 2], labels[(5 * width) + 10], labels[(11 * width) + 19]));
    }

    [Fact]
    public void Find_RandomMask_AgreesWithAFloodFill()
    {
        OpenCvHere.Required();
        var random = new Random(7);
        for (var round = 0; round < 20; round++)
        {
            int width = random.Next(1, 60), height = random.Next(1, 60);
            var mask = new byte[width * height];
            for (var i = 0; i < mask.Length; i++) mask[i] = random.NextDouble() < 0.45 ? (byte)1 : (byte)0;
            var corners = round % 2 == 0;
            var found = new MaskComponent[mask.Length];

            var count = MaskComponents.Find(mask, width, height, found, corners: corners);

            Assert.Equal(FloodAreas(mask, width, height, corners), found.Take(count).Select(c => c.Area).Order());
        }
    }

    [Fact]
    public void Find_MoreThanRoom_CountsThemAll()
    {
        OpenCvHere.Required();
        var mask = new byte[40];
        for (var i = 0; i < 40; i += 2) mask[i] = 1;

        Assert.Equal(20, MaskComponents.Find(mask, 40, 1, new MaskComponent[3]));
    }

    private static void Fill(byte[] mask, int width, int x, int y, int w, int h)
    {
        for (var row = y; row < y + h; row++) mask.AsSpan((row * width) + x, w).Fill(255);
    }

    private static IEnumerable<int> FloodAreas(byte[] mask, int width, int height, bool corners)
    {
        var seen = new bool[mask.Length];
        var areas = new List<int>();
        for (var start = 0; start < mask.Length; start++)
        {
            if (mask[start] == 0 || seen[start]) continue;
            var area = 0;
            var open = new Stack<int>([start]);
            seen[start] = true;
            while (open.TryPop(out var at))
            {
                area++;
                for (var dy = -1; dy <= 1; dy++)
                {
                    for (var dx = -1; dx <= 1; dx++)
                    {
                        if (!corners && dx != 0 && dy != 0) continue;
                        int x = (at % width) + dx, y = (at / width) + dy;
                        if (x < 0 || y < 0 || x >= width || y >= height || mask[(y * width) + x] == 0 || seen[(y * width) + x]) continue;
                        seen[(y * width) + x] = true;
                        open.Push((y * width) + x);
                    }
                }
            }

            areas.Add(area);
        }

        return areas.Order();
    }
}
