namespace EdgeAgent.Synthesis.Scenes;

/// <summary>What floats and flies; the labels of the object detector, in order.</summary>
internal enum ThingKind
{
    /// <summary>A motor boat.</summary>
    Boat,

    /// <summary>A sailing boat.</summary>
    Sailboat,

    /// <summary>A buoy.</summary>
    Buoy,

    /// <summary>A bird.</summary>
    Bird,
}
