namespace EdgeAgent.Core.Control;

/// <summary>Collects what somebody far away needs to understand a box in trouble.</summary>
public interface ISupportSource
{
    /// <summary>The files, a few hundred kilobytes at most. What can't be had is left out; never throws.</summary>
    IReadOnlyList<SupportFile> Collect();
}
