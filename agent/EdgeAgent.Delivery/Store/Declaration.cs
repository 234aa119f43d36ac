using EdgeAgent.Core.Events;

namespace EdgeAgent.Delivery.Store;

/// <summary>Messages given up, and the gap record that says so: one transaction.</summary>
internal sealed class Declaration
{
    /// <summary>Cause and counts; ranges are filled in when it is written.</summary>
    public GapRecord Record { get; set; } = new("", null, "", null, null, null, null);

    /// <summary>Messages of this store that are given up.</summary>
    public SequenceSet Sequences { get; } = new();

    /// <summary>Messages outside the order that are given up.</summary>
    public List<AsideKey> Aside { get; } = [];

    /// <summary>Rows outside the order that can't be believed, not even their numbers.</summary>
    public List<long> Rows { get; } = [];

    /// <summary>What is declared beside them.</summary>
    public IReadOnlyList<SequenceRange> Lost { get; set; } = [];

    /// <summary>Whether their rows go too, to make room; otherwise they stay as history.</summary>
    public bool Delete { get; init; }

    /// <summary>Whether nothing is given up.</summary>
    public bool IsEmpty => Sequences.IsEmpty && Aside.Count == 0 && Rows.Count == 0;
}
