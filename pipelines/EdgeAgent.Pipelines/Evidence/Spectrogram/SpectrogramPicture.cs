using System.Buffers;
using System.Globalization;
using EdgeAgent.Core.Events;
using EdgeAgent.Pipelines.Framing;
using EdgeAgent.Pipelines.Levels;

namespace EdgeAgent.Pipelines.Evidence.Spectrogram;

/// <summary>Draws a clip: its spectrogram with axes in seconds from its start and in Hz, its events marked, levels in dB, and above it what was heard, when and where.</summary>
internal static class SpectrogramPicture
{
    private const int Width = 1020;
    private const int Height = 460;
    private const int Left = 84;
    private const int Top = 86;
    private const int Columns = 800;
    private const int Rows = 300;
    private const int BarLeft = Left + Columns + 22;
    private const int BarWidth = 18;
    private const int Text = 2;
    private const float LeastRange = 30;
    private const float MostRange = 80;
    private const int LongestTitle = 80;

    /// <summary>Draws it.</summary>
    /// <param name="job">The clip.</param>
    /// <param name="bytes">Its sample frames.</param>
    /// <returns>A PNG file.</returns>
    public static byte[] Draw(ClipJob job, ReadOnlyMemory<byte> bytes)
    {
        var frames = (int)(job.Last - job.First);
        var samples = new float[frames];
        var sequence = new ReadOnlySequence<byte>(bytes);
        PcmFraming.ReadFrames(ref sequence, job.Format, job.Origin.Channel, samples);
        var rate = job.Format.SampleRate;
        var top = job.Origin.HighestHz > 0 ? Math.Min(job.Origin.HighestHz, rate / 2.0) : rate / 2.0;
        var grid = PowerGrid.Measure(samples, rate, top, Columns, Rows);
        var offset = job.Origin.Calibration is { } calibration ? (float)(calibration.PressureDb(1) - Decibels.OfPower(1)) : 0;
        for (var i = 0; i < grid.Length; i++) grid[i] += offset;
        var (low, high) = Range(grid);

        var canvas = new Canvas(Width, Height);
        canvas.Fill(0, 0, Width, Height, ColourMap.White);
        for (var row = 0; row < Rows; row++)
            for (var column = 0; column < Columns; column++)
                canvas.Set(Left + column, Top + row, Shade(grid[(row * Columns) + column], low, high));
        canvas.Frame(Left, Top, Columns, Rows, ColourMap.Black);
        foreach (var one in job.Events) Mark(canvas, one, job);
        DrawAxes(canvas, (double)frames / rate, top);
        DrawScale(canvas, low, high, job.Origin.Calibration is null ? "dBFS/Hz" : "dB µPa/Hz");
        var title = Title(job);
        canvas.Write(Left, 14, title, Text, 0);
        canvas.Write(Left, 38, Subtitle(job), Text, 0);
        return PngEncoder.Encode(canvas.Pixels, Width, ColourMap.Palette, $"{title} {Subtitle(job)}");
    }

    // From the quiet half of the picture to its loudest points, so that a call stands out of the noise it was heard in.
    private static (float Low, float High) Range(float[] grid)
    {
        var sorted = (float[])grid.Clone();
        Array.Sort(sorted);
        var high = sorted[(int)((sorted.Length - 1) * 0.9995)];
        var low = Math.Clamp(sorted[(int)((sorted.Length - 1) * 0.25)], high - MostRange, high - LeastRange);
        return (low, high);
    }

    private static byte Shade(float level, float low, float high) => (byte)Math.Clamp((level - low) / (high - low) * ColourMap.Steps, 0, ColourMap.Steps - 1);

    private static void Mark(Canvas canvas, DetectionEvent one, ClipJob job)
    {
        var length = (double)(job.Last - job.First);
        var from = (one.Stream.First - job.First) / length * Columns;
        // One that was open when the clip was full goes on behind it.
        var to = one.State == EventState.Close ? (one.Stream.Last - job.First) / length * Columns : Columns + 1;
        var (left, right) = (Left + (int)Math.Clamp(from, 0, Columns - 1), Left + (int)Math.Clamp(to, 0, Columns));
        canvas.Fill(left, Top - 12, Math.Max(2, right - left), 6, ColourMap.Mark);
        // A dotted line where the event begins and ends within the clip.
        foreach (var (x, isInside) in new[] { (left, from >= 0), (right - 1, to <= Columns) })
        {
            if (!isInside) continue;
            canvas.Fill(x, Top - 12, 1, 12, ColourMap.Mark);
            for (var y = Top; y < Top + Rows; y += 8) canvas.Fill(x, y, 1, 4, ColourMap.Mark);
        }
    }

    private static void DrawAxes(Canvas canvas, double seconds, double top)
    {
        foreach (var (value, text) in AxisTicks.Between(0, seconds, 10))
        {
            var x = Left + (int)Math.Min(Columns - 1, Math.Round(value / seconds * Columns));
            canvas.Fill(x, Top + Rows, 1, 7, ColourMap.Black);
            canvas.Write(x, Top + Rows + 12, text, Text, 1);
        }

        canvas.Write(Left + (Columns / 2), Top + Rows + 40, "seconds", Text, 1);
        foreach (var (value, text) in AxisTicks.Between(0, top, 7))
        {
            var y = Top + Rows - (int)Math.Round(value / top * Rows);
            canvas.Fill(Left - 7, y, 7, 1, ColourMap.Black);
            canvas.Write(Left - 12, y - 6, text, Text, 2);
        }

        canvas.Write(Left - 12, Top - 26, "Hz", Text, 2);
    }

    private static void DrawScale(Canvas canvas, float low, float high, string unit)
    {
        for (var row = 0; row < Rows; row++) canvas.Fill(BarLeft, Top + row, BarWidth, 1, Shade(high - ((high - low) * row / Rows), low, high));
        canvas.Frame(BarLeft, Top, BarWidth, Rows, ColourMap.Black);
        foreach (var (value, text) in AxisTicks.Between(low, high, 6))
        {
            var y = Top + (int)Math.Min(Rows - 1, (high - value) / (high - low) * Rows);
            canvas.Fill(BarLeft + BarWidth, y, 6, 1, ColourMap.Black);
            canvas.Write(BarLeft + BarWidth + 10, y - 6, text, Text, 0);
        }

        canvas.Write(Width - 6, Top - 26, unit, Text, 2);
    }

    private static string Title(ClipJob job)
    {
        var score = job.Events.Max(e => e.Score.Peak).ToString("0.00", CultureInfo.InvariantCulture);
        return Short($"{job.Events[0].Label}  {score}{(job.Events.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"  ({job.Events.Count} events)") : "")}");
    }

    private static string Subtitle(ClipJob job)
    {
        var time = job.Timeline.ToUtc(job.First)?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff 'UTC'", CultureInfo.InvariantCulture)
            ?? string.Create(CultureInfo.InvariantCulture, $"{(double)job.First / job.Timeline.Rate:F3} s into {job.Timeline.StreamId}");
        return Short($"{time}  {job.Origin.Device}  {job.Origin.Pipeline}");
    }

    private static string Short(string text) => text.Length <= LongestTitle ? text : text[..(LongestTitle - 1)] + "~";
}
