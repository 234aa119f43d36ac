using System.Globalization;
using EdgeAgent.Synthesis.Pictures;

namespace EdgeAgent.Synthesis.Scenes;

/// <summary>Writes a film and notes what is in each of its frames.</summary>
/// <param name="film">The film.</param>
/// <param name="width">Pixels of a row.</param>
/// <param name="height">Rows.</param>
/// <param name="framesPerSecond">Frames a second.</param>
/// <param name="frames">How many frames.</param>
/// <param name="keepsTruth">Whether the truth is wanted; it grows with the film.</param>
internal sealed class FilmJob(SceneFilm film, int width, int height, int framesPerSecond, int frames, bool keepsTruth)
{
    private readonly HashSet<int> _tracks = [];

    /// <summary>How many frames it has.</summary>
    public int Frames => frames;

    /// <summary>How many things were seen.</summary>
    public int Tracks => _tracks.Count;

    /// <summary>The truth, a line a thing and frame under a header; the header alone when it is not kept.</summary>
    public List<string> Truth { get; } = ["frame,track,label,x,y,width,height"];

    /// <summary>Writes all frames.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="pace">Gives each frame when it is due; null: as fast as they come.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="IOException">Nobody reads any more, or the disk is full.</exception>
    public async Task WriteAsync(Stream stream, TimeProvider? pace, CancellationToken cancellation)
    {
        var writer = new Y4mWriter(stream, width, height, framesPerSecond);
        var pixels = new byte[3 * width * height];
        var began = pace?.GetTimestamp() ?? 0;
        for (var i = 0; i < frames; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var seconds = (double)i / framesPerSecond;
            foreach (var (track, seen) in film.Paint(seconds, pixels))
            {
                _tracks.Add(track);
                if (keepsTruth) Truth.Add(string.Create(CultureInfo.InvariantCulture, $"{i},{track},{SceneNames.Things[seen.Label]},{seen.X:F1},{seen.Y:F1},{seen.Width:F1},{seen.Height:F1}"));
            }

            if (pace is not null && TimeSpan.FromSeconds(seconds) - pace.GetElapsedTime(began) is { Ticks: > 0 } early) await Task.Delay(early, pace, cancellation).ConfigureAwait(false);
            writer.Write(pixels);
            if (pace is not null) await stream.FlushAsync(cancellation).ConfigureAwait(false);
        }
    }
}
