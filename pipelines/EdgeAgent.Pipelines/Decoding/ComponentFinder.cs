using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Decoding;

/// <summary>
/// Connected components of a label image. Each row is cut into runs of one label; a run joins the runs of the row above that it touches (union-find).
/// Work grows with the number of runs, not with their length. Components come in the order of their first pixel.
/// </summary>
internal sealed class ComponentFinder
{
    private Run[] _runs = new Run[256];
    private int _count;

    /// <summary>Finds the components of a mask.</summary>
    /// <param name="labels">Label of every pixel, row by row; −1 for none.</param>
    /// <param name="scores">Score of every pixel.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="connectivity">4 or 8 neighbours.</param>
    /// <param name="minPixels">Smaller ones are left out.</param>
    /// <param name="found">Receives them, in pixels of the mask.</param>
    public void Find(ReadOnlySpan<short> labels, ReadOnlySpan<float> scores, int width, int connectivity, int minPixels, List<ImageComponent> found)
    {
        _count = 0;
        if (width <= 0) return;
        var reach = connectivity == 8 ? 1 : 0;
        var (aboveStart, aboveEnd) = (0, 0);
        for (var y = 0; y < labels.Length / width; y++)
        {
            var rowStart = _count;
            var above = aboveStart;
            var row = labels.Slice(y * width, width);
            for (var x = 0; x < width;)
            {
                var label = row[x];
                var rest = row[x..];
                var length = rest.IndexOfAnyExcept(label);
                if (length < 0) length = rest.Length;
                if (label >= 0)
                {
                    var run = AddRun(y, x, x + length, label, scores.Slice((y * width) + x, length));
                    while (above < aboveEnd && _runs[above].End + reach <= x) above++;
                    for (var i = above; i < aboveEnd && _runs[i].Start < x + length + reach; i++)
                        if (_runs[i].Label == label) Join(i, run);
                }

                x += length;
            }

            (aboveStart, aboveEnd) = (rowStart, _count);
        }

        for (var i = 0; i < _count; i++)
        {
            ref readonly var run = ref _runs[i];
            if (run.Parent != i || run.Pixels < minPixels) continue;
            found.Add(new ImageComponent(
                new ImageBox(run.Left, run.Top, run.Right, run.Bottom), run.Label, (float)(run.ScoreSum / run.Pixels), run.Pixels,
                (float)(run.XSum / run.Pixels), (float)(run.YSum / run.Pixels)));
        }
    }

    private int AddRun(int y, int start, int end, short label, ReadOnlySpan<float> scores)
    {
        if (_count == _runs.Length) Array.Resize(ref _runs, 2 * _count);
        var sum = 0.0;
        foreach (var score in scores) sum += score;
        var length = end - start;
        _runs[_count] = new Run
        {
            Start = start, End = end, Label = label, Parent = _count,
            Pixels = length, Left = start, Right = end, Top = y, Bottom = y + 1,
            XSum = 0.5 * length * (start + end), YSum = length * (y + 0.5), ScoreSum = sum,
        };
        return _count++;
    }

    /// <summary>The earlier root takes the later one's pixels, so that a component stands where its first pixel is.</summary>
    private void Join(int a, int b)
    {
        var (first, second) = (Root(a), Root(b));
        if (first == second) return;
        if (first > second) (first, second) = (second, first);
        ref var root = ref _runs[first];
        ref readonly var other = ref _runs[second];
        root.Pixels += other.Pixels;
        root.Left = Math.Min(root.Left, other.Left);
        root.Right = Math.Max(root.Right, other.Right);
        root.Top = Math.Min(root.Top, other.Top);
        root.Bottom = Math.Max(root.Bottom, other.Bottom);
        root.XSum += other.XSum;
        root.YSum += other.YSum;
        root.ScoreSum += other.ScoreSum;
        _runs[second].Parent = first;
    }

    private int Root(int run)
    {
        while (_runs[run].Parent != run) run = _runs[run].Parent = _runs[_runs[run].Parent].Parent;
        return run;
    }

    private struct Run
    {
        public int Start;
        public int End;
        public short Label;
        public int Parent;
        public int Pixels;
        public int Left;
        public int Right;
        public int Top;
        public int Bottom;
        public double XSum;
        public double YSum;
        public double ScoreSum;
    }
}
