using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Evaluation;

/// <summary>Reads a Pascal VOC annotation: one XML file an image. Its pixels count from 1 and its boxes hold their last pixel.</summary>
public static class VocTruth
{
    /// <summary>Reads a file's content.</summary>
    /// <param name="xml">The file.</param>
    /// <param name="labels">The model's labels.</param>
    /// <param name="source">What messages call it.</param>
    /// <param name="said">Names of the truth that stand for a label of another name, or for none (""); null for none.</param>
    /// <exception cref="ImageTruthException">It is not such a file, or names what is not there.</exception>
    public static ImageTruth Read(string xml, IReadOnlyList<string> labels, string source, IReadOnlyDictionary<string, string>? said = null)
    {
        var classes = new TruthClasses(labels, source, said);
        try
        {
            // No document type: an annotation has none, and entities could be made to fill the memory.
            using var reader = XmlReader.Create(new StringReader(xml), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            var root = XDocument.Load(reader).Root!;
            var boxes = root.Elements("object").Select(item => new TruthBox(Box(item, source), classes.IndexOf(Text(item, "name", source)), item.Element("difficult")?.Value.Trim() == "1"));
            return new ImageTruth(Text(root, "filename", source), [.. boxes.Where(box => box.ClassIndex >= 0)]);
        }
        catch (XmlException error)
        {
            throw new ImageTruthException($"{source} is no Pascal VOC annotation: {error.Message.TrimEnd('.')}", error);
        }
    }

    private static ImageBox Box(XElement item, string source)
    {
        var box = item.Element("bndbox") ?? throw new ImageTruthException($"{source} has an object without bndbox");
        float Number(string name) => float.TryParse(Text(box, name, source), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new ImageTruthException($"{source} has a bndbox whose {name} is no number");
        return new ImageBox(Math.Max(0, Number("xmin") - 1), Math.Max(0, Number("ymin") - 1), Number("xmax"), Number("ymax"));
    }

    private static string Text(XElement parent, string name, string source) =>
        parent.Element(name)?.Value.Trim() ?? throw new ImageTruthException($"{source} is no Pascal VOC annotation: {parent.Name} has no {name}");
}
