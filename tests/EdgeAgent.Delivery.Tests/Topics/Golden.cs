using System.Text.Json.Nodes;
using EdgeAgent.Delivery.Topics;

namespace EdgeAgent.Delivery.Tests.Topics;

/// <summary>Documents written by hand from what others publish about their topics.</summary>
internal static class Golden
{
    public static void AssertIs(string name, Publication sent)
    {
        var expected = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "tests/EdgeAgent.Delivery.Tests/Topics/golden", name)))!;
        var actual = JsonNode.Parse(sent.Payload.Span)!;
        Assert.True(JsonNode.DeepEquals(expected, actual), $"{name} expects\n{expected}\nand this was composed\n{actual}");
    }
}
