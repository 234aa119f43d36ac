using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Decoding;

/// <summary>Boxes before selection, an array a number so that suppression compares many at once. Grows to the most that an image ever had and stays.</summary>
internal sealed class BoxBuffer(int capacity)
{
    public float[] Left = new float[capacity];
    public float[] Top = new float[capacity];
    public float[] Right = new float[capacity];
    public float[] Bottom = new float[capacity];
    public float[] Scores = new float[capacity];
    public int[] Classes = new int[capacity];
    public int[] Rows = new int[capacity];

    /// <summary>Boxes in the buffer.</summary>
    public int Count { get; private set; }

    /// <summary>Boxes that reached the gate but have no area, or numbers that are none; they are left out.</summary>
    public int Degenerate { get; private set; }

    /// <summary>A box.</summary>
    public ImageBox Box(int index) => new(Left[index], Top[index], Right[index], Bottom[index]);

    /// <summary>Empties the buffer.</summary>
    public void Clear() => (Count, Degenerate) = (0, 0);

    /// <summary>Adds a box; one without area is only counted.</summary>
    public void Add(in ImageBox box, int classIndex, float score, int row)
    {
        // Written so that a number that is none fails too.
        if (!(box.Right > box.Left && box.Bottom > box.Top && float.IsFinite(box.Left + box.Top + box.Right + box.Bottom)))
        {
            Degenerate++;
            return;
        }

        if (Count == Scores.Length) Grow();
        var i = Count++;
        (Left[i], Top[i], Right[i], Bottom[i]) = (box.Left, box.Top, box.Right, box.Bottom);
        (Scores[i], Classes[i], Rows[i]) = (score, classIndex, row);
    }

    private void Grow()
    {
        var size = Math.Max(64, Scores.Length * 2);
        Array.Resize(ref Left, size);
        Array.Resize(ref Top, size);
        Array.Resize(ref Right, size);
        Array.Resize(ref Bottom, size);
        Array.Resize(ref Scores, size);
        Array.Resize(ref Classes, size);
        Array.Resize(ref Rows, size);
    }
}
