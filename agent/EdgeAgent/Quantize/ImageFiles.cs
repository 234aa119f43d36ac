using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OpenCv;
using EdgeAgent.Pipelines.Frames;
using EdgeAgent.Replay;

namespace EdgeAgent.Quantize;

/// <summary>Image files one after the other, in one frame's memory.</summary>
internal static class ImageFiles
{
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase) { ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".webp" };

    /// <summary>The images that files, folders and globs name.</summary>
    /// <exception cref="ModelException">Image files can't be read on this device.</exception>
    /// <exception cref="Pipelines.Sources.SourceException">An input is not there or holds no image.</exception>
    public static IReadOnlyList<string> Find(IReadOnlyList<string> inputs) => OpenCvLibrary.WhyMissing() is { } missing
        ? throw new ModelException($"images can't be read here: {missing}")
        : InputFinder.Find(inputs, Extensions);

    /// <summary>Unpacks each file; a frame is valid until the next one is asked for.</summary>
    /// <exception cref="ModelException">A file can't be read.</exception>
    public static IEnumerable<(string File, VideoFrame Frame)> Read(IEnumerable<string> files)
    {
        using var decoder = new ImageFileDecoder();
        var pool = new FramePool();
        foreach (var file in files)
        {
            if (!ImageFrames.TryDecode(decoder, Bytes(file), ImageDecodeOptions.Default, pool, out var frame, out var fault)) throw new ModelException($"{file} {fault!.Reason}");
            yield return (file, frame);
            pool.Return(frame);
        }
    }

    private static byte[] Bytes(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{file} can't be read: {error.Message.TrimEnd('.')}", error);
        }
    }
}
