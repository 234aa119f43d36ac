using System.Text.Json;
using EdgeAgent.Synthesis.Commands;

namespace EdgeAgent.Synthesis.Pictures;

/// <summary>What is in which picture, in COCO's <c>instances</c> form.</summary>
internal static class CocoFile
{
    /// <summary>Writes the truth of a set of pictures.</summary>
    /// <param name="path">The file.</param>
    /// <param name="labels">Names of the classes.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="pictures">Name of each picture and what is in it.</param>
    public static void Write(string path, IReadOnlyList<string> labels, int width, int height, IReadOnlyList<(string Name, IReadOnlyList<TruthObject> Objects)> pictures) =>
        OutputFile.Write(path, partial =>
        {
            using var stream = File.Create(partial);
            using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
            json.WriteStartObject();
            json.WriteStartArray("images");
            for (var i = 0; i < pictures.Count; i++)
            {
                json.WriteStartObject();
                json.WriteNumber("id", i + 1);
                json.WriteString("file_name", pictures[i].Name);
                json.WriteNumber("width", width);
                json.WriteNumber("height", height);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("categories");
            for (var i = 0; i < labels.Count; i++)
            {
                json.WriteStartObject();
                json.WriteNumber("id", i + 1);
                json.WriteString("name", labels[i]);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("annotations");
            var id = 0;
            for (var i = 0; i < pictures.Count; i++)
                foreach (var thing in pictures[i].Objects)
                {
                    json.WriteStartObject();
                    json.WriteNumber("id", ++id);
                    json.WriteNumber("image_id", i + 1);
                    json.WriteNumber("category_id", thing.Label + 1);
                    json.WriteStartArray("bbox");
                    json.WriteNumberValue(Math.Round(thing.X, 2));
                    json.WriteNumberValue(Math.Round(thing.Y, 2));
                    json.WriteNumberValue(Math.Round(thing.Width, 2));
                    json.WriteNumberValue(Math.Round(thing.Height, 2));
                    json.WriteEndArray();
                    json.WriteNumber("area", Math.Round(thing.Width * thing.Height, 2));
                    json.WriteNumber("iscrowd", 0);
                    json.WriteEndObject();
                }

            json.WriteEndArray();
            json.WriteEndObject();
        });
}
