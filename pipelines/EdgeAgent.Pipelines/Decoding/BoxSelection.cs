using System.Numerics;
using System.Runtime.InteropServices;
using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Decoding;

/// <summary>
/// Non-maximum suppression: from the best box down, a box goes when it overlaps a better one that stayed, of its class or of any.
/// Equal scores keep the order of the output. Boxes are put into groups by class, so that only those that compete are compared, many at once.
/// </summary>
internal sealed class BoxSelection
{
    private ulong[] _keys = [];
    private int[] _grouped = [];
    private bool[] _stays = [];
    private int[] _groupEnd = [];
    private float[] _left = [];
    private float[] _top = [];
    private float[] _right = [];
    private float[] _bottom = [];
    private float[] _area = [];
    private int[] _kept = [];

    /// <summary>Indices into the buffer, best first.</summary>
    public ReadOnlySpan<int> Kept => _kept.AsSpan(0, KeptCount);

    /// <summary>How many stayed.</summary>
    public int KeptCount { get; private set; }

    /// <summary>Selects boxes.</summary>
    /// <param name="boxes">Boxes with scores that are numbers ≥ 0.</param>
    /// <param name="kind">Which boxes compete.</param>
    /// <param name="iou">Above this intersection over union the weaker box goes.</param>
    /// <param name="most">Most boxes that stay.</param>
    public void Select(BoxBuffer boxes, NmsKind kind, float iou, int most)
    {
        var count = boxes.Count;
        EnsureRoom(count);

        // The bits of a float that is not negative order like the number; inverted, the best comes first, and equals by their index.
        for (var i = 0; i < count; i++) _keys[i] = ((ulong)~BitConverter.SingleToUInt32Bits(boxes.Scores[i]) << 32) | (uint)i;
        _keys.AsSpan(0, count).Sort();
        KeptCount = 0;
        if (kind == NmsKind.None)
        {
            for (var i = 0; i < count && KeptCount < most; i++) _kept[KeptCount++] = (int)(uint)_keys[i];
            return;
        }

        var groups = Group(boxes, kind, count);
        _stays.AsSpan(0, count).Clear();
        var start = 0;
        for (var group = 0; group < groups; group++)
        {
            SelectGroup(boxes, _grouped.AsSpan(start, _groupEnd[group] - start), iou, most);
            start = _groupEnd[group];
        }

        for (var i = 0; i < count && KeptCount < most; i++)
            if (_stays[(int)(uint)_keys[i]]) _kept[KeptCount++] = (int)(uint)_keys[i];
    }

    /// <summary>Orders boxes by group, best first within each; a counting sort keeps the order by score.</summary>
    private int Group(BoxBuffer boxes, NmsKind kind, int count)
    {
        var classes = 1;
        if (kind == NmsKind.PerClass)
            for (var i = 0; i < count; i++) classes = Math.Max(classes, boxes.Classes[i] + 1);
        if (_groupEnd.Length < classes) _groupEnd = new int[classes];
        var ends = _groupEnd.AsSpan(0, classes);
        ends.Clear();
        if (kind == NmsKind.AllClasses)
        {
            for (var i = 0; i < count; i++) _grouped[i] = (int)(uint)_keys[i];
            ends[0] = count;
            return 1;
        }

        for (var i = 0; i < count; i++) ends[boxes.Classes[i]]++;
        var sum = 0;
        for (var c = 0; c < classes; c++) (ends[c], sum) = (sum, sum + ends[c]);
        for (var i = 0; i < count; i++)
        {
            var box = (int)(uint)_keys[i];
            _grouped[ends[boxes.Classes[box]]++] = box;
        }

        return classes;
    }

    private void SelectGroup(BoxBuffer boxes, ReadOnlySpan<int> group, float iou, int most)
    {
        var kept = 0;
        foreach (var index in group)
        {
            if (kept == most) return;
            var box = boxes.Box(index);
            var area = box.Area;
            if (Overlaps(box, area, kept, iou)) continue;
            (_left[kept], _top[kept], _right[kept], _bottom[kept], _area[kept]) = (box.Left, box.Top, box.Right, box.Bottom, area);
            kept++;
            _stays[index] = true;
        }
    }

    private bool Overlaps(in ImageBox box, float area, int kept, float iou)
    {
        ref var lefts = ref MemoryMarshal.GetArrayDataReference(_left);
        ref var tops = ref MemoryMarshal.GetArrayDataReference(_top);
        ref var rights = ref MemoryMarshal.GetArrayDataReference(_right);
        ref var bottoms = ref MemoryMarshal.GetArrayDataReference(_bottom);
        ref var areas = ref MemoryMarshal.GetArrayDataReference(_area);
        var (left, top, right, bottom) = (new Vector<float>(box.Left), new Vector<float>(box.Top), new Vector<float>(box.Right), new Vector<float>(box.Bottom));
        var (own, limit, i) = (new Vector<float>(area), new Vector<float>(iou), 0);
        for (; i <= kept - Vector<float>.Count; i += Vector<float>.Count)
        {
            var at = (nuint)i;
            var width = Vector.Max(Vector<float>.Zero, Vector.Min(right, Vector.LoadUnsafe(ref rights, at)) - Vector.Max(left, Vector.LoadUnsafe(ref lefts, at)));
            var height = Vector.Max(Vector<float>.Zero, Vector.Min(bottom, Vector.LoadUnsafe(ref bottoms, at)) - Vector.Max(top, Vector.LoadUnsafe(ref tops, at)));
            var shared = width * height;
            if (Vector.GreaterThanAny(shared, limit * (own + Vector.LoadUnsafe(ref areas, at) - shared))) return true;
        }

        for (; i < kept; i++)
        {
            var other = new ImageBox(_left[i], _top[i], _right[i], _bottom[i]);
            var shared = box.Shared(other);
            if (shared > iou * (area + _area[i] - shared)) return true;
        }

        return false;
    }

    private void EnsureRoom(int count)
    {
        if (_keys.Length >= count) return;
        var size = Math.Max(count, 2 * _keys.Length);
        (_keys, _grouped, _stays, _kept) = (new ulong[size], new int[size], new bool[size], new int[size]);
        (_left, _top, _right, _bottom, _area) = (new float[size], new float[size], new float[size], new float[size], new float[size]);
    }
}
