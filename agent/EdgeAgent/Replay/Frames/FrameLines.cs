using System.Text.Json;
using EdgeAgent.Core.Vision;
using EdgeAgent.Hosting;
using EdgeAgent.Pipelines.Frames;
using EdgeAgent.Replay.Output;

namespace EdgeAgent.Replay.Frames;

/// <summary>Writes what is seen in frames, a JSON line each: to a file that appears when all is done, or to the terminal.</summary>
/// <param name="terminal">Where lines go without a file; null where a replay prints an evaluation instead.</param>
/// <param name="file">The file; null without one.</param>
/// <param name="labels">Labels by class index.</param>
internal sealed class FrameLines(Terminal? terminal, AtomicFile? file, IReadOnlyList<string> labels) : IFrameSink
{
    /// <summary>The image file at a position; null while a video is looked at.</summary>
    public Func<long, string>? StillAt { get; set; }

    /// <summary>The file whose frames come.</summary>
    public string Input { get; set; } = "";

    /// <summary>Frames a second; null for an image.</summary>
    public double? Rate { get; set; }

    /// <summary>Objects of lower scores are not written: an evaluation looks at more than the package gives.</summary>
    public float LeastScore { get; init; }

    /// <summary>Lines so far.</summary>
    public long Frames { get; private set; }

    /// <summary>Objects so far.</summary>
    public long Objects { get; private set; }

    /// <inheritdoc/>
    public void Accept(in FrameResult result)
    {
        var objects = new List<FrameObject>(result.Detections.Length);
        foreach (var found in result.Detections)
            if (found.Score >= LeastScore) objects.Add(new FrameObject(labels[found.ClassIndex], Math.Round(found.Score, 4), Box(found.Box)));

        FrameClass[]? top = null;
        if (result.Image is { Scores.Length: > 0 } image)
        {
            top = new FrameClass[image.Top.Length];
            for (var i = 0; i < top.Length; i++) top[i] = new FrameClass(labels[image.Top[i].ClassIndex], Math.Round(image.Top[i].Score, 4));
        }

        var layout = result.Frame.Layout;
        var (input, position) = StillAt is { } still ? (still(result.Frame.Position), 0) : (Input, result.Frame.Position);
        var seconds = StillAt is null && Rate is { } rate ? Math.Round(result.Frame.Position / rate, 3) : (double?)null;
        Write(JsonSerializer.SerializeToUtf8Bytes(new FrameLine(input, position, seconds, layout.Width, layout.Height, objects, top, result.Fault), FrameJson.Default.FrameLine));
        Frames++;
        Objects += objects.Count;
    }

    /// <inheritdoc/>
    public void Lost(FrameLoss loss) => terminal?.Note($"{Input}: frames {loss.First} to {loss.Last - 1} were not looked at");

    private void Write(byte[] line)
    {
        byte[] ended = [.. line, (byte)'\n'];
        if (file is null) terminal?.Write(ended);
        else file.Write(ended);
    }

    private static FrameBox Box(in ImageBox box) => new(Math.Round(box.Left, 1), Math.Round(box.Top, 1), Math.Round(box.Width, 1), Math.Round(box.Height, 1));
}
