namespace EdgeAgent.Pipelines.Evidence;

/// <summary>Writes clips, or has them written.</summary>
internal interface IClipWork
{
    /// <summary>Takes a clip to write; <see cref="ClipJob.TryEnd"/> tells how it came out.</summary>
    /// <returns>False when too many wait already: then it is not taken.</returns>
    bool TryPost(ClipJob job);
}
