namespace EdgeAgent.Pipelines.Frames;

/// <summary>Gives still images, one after the other: the files of a folder.</summary>
public interface IStillSource
{
    /// <summary>For people, without secrets.</summary>
    string Description { get; }

    /// <summary>Waits for the next image.</summary>
    /// <param name="pool">Lends the frame.</param>
    /// <param name="position">The position that the image will have.</param>
    /// <param name="damaged">Is called for each image that came and can't be used.</param>
    /// <param name="cancellation">Stops waiting; that is a normal return.</param>
    /// <returns>The image, which belongs to the caller; null when there will be none, or when the epoch ends here.</returns>
    /// <exception cref="Sources.SourceException">There can be no images; one sentence.</exception>
    ValueTask<VideoFrame?> NextAsync(FramePool pool, long position, Action damaged, CancellationToken cancellation);

    /// <summary>Where the image at a position comes from, until the analysis has finished with it; null where that is not known.</summary>
    /// <param name="position">Its position.</param>
    FieldOrigin? OriginOf(long position);

    /// <summary>The analysis has finished with the image at a position.</summary>
    /// <param name="position">Its position.</param>
    void Done(long position);
}
