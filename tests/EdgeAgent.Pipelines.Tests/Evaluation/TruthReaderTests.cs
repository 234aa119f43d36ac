using System.Text;
using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Evaluation;

namespace EdgeAgent.Pipelines.Tests.Evaluation;

public sealed class TruthReaderTests
{
    private static readonly string[] Labels = ["RBC", "WBC", "Platelets"];

    private const string Coco = """
        { "images": [ { "id": 7, "file_name": "a.jpg" }, { "id": 8, "file_name": "empty.jpg" } ],
          "categories": [ { "id": 3, "name": "wbc" } ],
          "annotations": [ { "image_id": 7, "category_id": 3, "bbox": [10, 20.5, 30, 40], "iscrowd": 1 } ] }
        """;

    [Fact]
    public void Coco_File_GivesItsBoxes()
    {
        var images = CocoTruth.Read(Encoding.UTF8.GetBytes(Coco), Labels, "truth.json");

        Assert.Equal(["a.jpg", "empty.jpg"], images.Select(i => i.Image));
        Assert.Equal(new TruthBox(new ImageBox(10, 20.5f, 40, 60.5f), 1, true) { IsCrowd = true }, Assert.Single(images[0].Boxes));
        Assert.Empty(images[1].Boxes);
    }

    [Theory]
    [InlineData("\"image_id\": 7", "\"image_id\": 9", "image 9, which is not among its images")]
    [InlineData("\"category_id\": 3", "\"category_id\": 4", "category 4, which is not among its categories")]
    [InlineData("\"wbc\"", "\"WCB\"", "names the class \"WCB\", which is no label of the model; did you mean \"WBC\"?")]
    [InlineData("\"images\"", "\"pictures\"", "is no COCO file")]
    [InlineData("[10, 20.5, 30, 40]", "[10, 20.5]", "is no COCO file")]
    [InlineData("[10, 20.5, 30, 40]", "\"all\"", "is no COCO file")]
    [InlineData("{ \"images\"", "{ images", "is no COCO file")]
    public void Coco_WrongFile_SaysWhatIsWrong(string part, string instead, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<ImageTruthException>(() => CocoTruth.Read(Encoding.UTF8.GetBytes(Coco.Replace(part, instead, StringComparison.Ordinal)), Labels, "truth.json")).Message, StringComparison.Ordinal);

    [Fact]
    public void Voc_BloodSmear_GivesItsCells()
    {
        var truth = VocTruth.Read(File.ReadAllText(Repository.SharedPath("vision/microscopy/bccd/BloodImage_00000.xml")), Labels, "a.xml");

        Assert.Equal("BloodImage_00000.jpg", truth.Image);
        Assert.Equal(new TruthBox(new ImageBox(259, 176, 491, 376), 1, false), truth.Boxes[0]);
        Assert.True(truth.Boxes.Count(b => b.ClassIndex == 0) > 5);
    }

    [Theory]
    [InlineData("<annotation></annotation>", "annotation has no filename")]
    [InlineData("<annotation><filename>a</filename><object><name>WBC</name></object></annotation>", "an object without bndbox")]
    [InlineData("<annotation><filename>a</filename><object><name>WBC</name><bndbox><xmin>x</xmin></bndbox></object></annotation>", "whose xmin is no number")]
    [InlineData("<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "is no Pascal VOC annotation")]
    [InlineData("no xml", "is no Pascal VOC annotation")]
    public void Voc_WrongFile_SaysWhatIsWrong(string xml, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<ImageTruthException>(() => VocTruth.Read(xml, Labels, "a.xml")).Message, StringComparison.Ordinal);

    [Fact]
    public void Yolo_BoxesAndOutlines_GiveBoxes()
    {
        var truth = YoloTruth.Read("0 0.5 0.5 0.2 0.4\r\n\n2 0.1 0.1 0.3 0.2 0.2 0.6\n", "a", 100, 50, 3, "a.txt");

        Assert.Equal([new TruthBox(new ImageBox(40, 15, 60, 35), 0, false), new TruthBox(new ImageBox(10, 5, 30.000002f, 30.000002f), 2, false)], truth.Boxes);
        Assert.Empty(YoloTruth.Read("", "a", 100, 50, 3, "a.txt").Boxes);
    }

    [Theory]
    [InlineData("0 0.5 0.5 0.2", "line 1, has 4 numbers")]
    [InlineData("0 0.5 0.5 0.2 0.4\n3 0.5 0.5 0.2 0.4", "line 2, has the class \"3\"; it must be a number from 0 to 2")]
    [InlineData("0 50 0.5 0.2 0.4", "has \"50\"; it must be a fraction")]
    [InlineData("0 x 0.5 0.2 0.4", "has \"x\"; it must be a fraction")]
    public void Yolo_WrongLine_SaysWhatIsWrong(string text, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<ImageTruthException>(() => YoloTruth.Read(text, "a", 100, 50, 3, "a.txt")).Message, StringComparison.Ordinal);
}
