using System.Globalization;
using System.Text.Json;

namespace EdgeAgent.Edgectl.Output;

/// <summary>What a model made of a file, for people.</summary>
internal static class PredictionText
{
    private const int MostWindows = 20;

    /// <summary>Writes a document of the box.</summary>
    /// <param name="document">JSON, as <c>POST /v1/models/{model}/predict</c> gives it.</param>
    /// <param name="width">Columns of the screen.</param>
    public static void Write(string document, int width)
    {
        using var parsed = JsonDocument.Parse(document);
        var root = parsed.RootElement;
        Line(string.Create(CultureInfo.InvariantCulture, $"{Text(root, "model")}:{root.GetProperty("version").GetInt32()} ({Text(root, "variant")}, {Text(root, "provider")})"), width);
        if (root.TryGetProperty("notes", out var notes))
            foreach (var note in notes.EnumerateArray()) Line("note: " + note.GetString(), width);
        if (Text(root, "kind") == "audio") WriteSound(root, width);
        else WritePicture(root, width);
    }

    private static void WriteSound(JsonElement root, int width)
    {
        var (events, windows) = (root.GetProperty("events"), root.GetProperty("windows"));
        Line(string.Create(CultureInfo.InvariantCulture, $"{root.GetProperty("seconds").GetDouble():0.0} s, {windows.GetArrayLength()} windows, {events.GetArrayLength()} events"), width);
        foreach (var found in events.EnumerateArray())
            Line(string.Create(CultureInfo.InvariantCulture, $"event   {Number(found, "onset"),8:0.0} – {Number(found, "offset"),8:0.0} s  {Text(found, "label")}  peak {Number(found, "peak"):0.000}  mean {Number(found, "mean"):0.000}"), width);
        foreach (var window in windows.EnumerateArray().Take(MostWindows))
            Line(string.Create(CultureInfo.InvariantCulture, $"window  {Number(window, "from"),8:0.0} – {Number(window, "to"),8:0.0} s  {Scores(window)}"), width);
        if (windows.GetArrayLength() > MostWindows) Line(string.Create(CultureInfo.InvariantCulture, $"and {windows.GetArrayLength() - MostWindows} windows more; --json has all of them"), width);
    }

    private static void WritePicture(JsonElement root, int width)
    {
        var detections = root.GetProperty("detections");
        Line(string.Create(CultureInfo.InvariantCulture, $"{root.GetProperty("width").GetInt32()} x {root.GetProperty("height").GetInt32()} pixels, {detections.GetArrayLength()} objects"), width);
        foreach (var found in detections.EnumerateArray())
        {
            var box = found.GetProperty("box");
            Line(string.Create(CultureInfo.InvariantCulture, $"{Number(found, "score"):0.000}  {Text(found, "label")}  x {Number(box, "x"):0} y {Number(box, "y"):0} {Number(box, "width"):0} x {Number(box, "height"):0}"), width);
        }

        if (root.TryGetProperty("top", out _)) Line(Scores(root), width);
    }

    private static string Scores(JsonElement holder) =>
        string.Join("  ", holder.GetProperty("top").EnumerateArray().Select(entry => string.Create(CultureInfo.InvariantCulture, $"{Text(entry, "label")} {Number(entry, "score"):0.000}")));

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();

    private static void Line(string text, int width)
    {
        var clean = TextTable.Clean(text);
        Screen.Line(clean.Length <= width ? clean : clean[..(width - 1)] + "…");
    }
}
