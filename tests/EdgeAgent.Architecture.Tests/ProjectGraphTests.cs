namespace EdgeAgent.Architecture.Tests;

/// <summary>Which room may see which: the table is the law, the project files are the fact.</summary>
public sealed class ProjectGraphTests
{
    private static readonly Dictionary<string, string[]> Law = new(StringComparer.Ordinal)
    {
        ["EdgeAgent.Core"] = [],
        ["EdgeAgent.Interop"] = [],
        ["EdgeAgent.Pipelines"] = ["EdgeAgent.Core", "EdgeAgent.Interop"],
        ["EdgeAgent.Models"] = ["EdgeAgent.Core", "EdgeAgent.Interop"],
        ["EdgeAgent.Quantization"] = ["EdgeAgent.Core", "EdgeAgent.Interop", "EdgeAgent.Models"],
        ["EdgeAgent.Rpc"] = [],
        ["EdgeAgent.Delivery"] = ["EdgeAgent.Core", "EdgeAgent.Interop"],
        ["EdgeAgent.Control"] = ["EdgeAgent.Core", "EdgeAgent.Rpc"],
        ["EdgeAgent"] = ["EdgeAgent.Control", "EdgeAgent.Core", "EdgeAgent.Delivery", "EdgeAgent.Interop", "EdgeAgent.Models", "EdgeAgent.Pipelines", "EdgeAgent.Quantization", "EdgeAgent.Rpc"],
    };

    [Fact]
    public void Projects_ReferenceOnlyWhatTheLawAllows()
    {
        var product = SourceTree.Projects.Where(p => SourceTree.Relative(p).Split('/')[0] is "agent" or "pipelines" or "models").ToArray();

        Assert.Equal(Law.Keys.Order(StringComparer.Ordinal), product.Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));
        foreach (var project in product)
        {
            var name = Path.GetFileNameWithoutExtension(project);
            Assert.Empty(SourceTree.References(project).Except(Law[name], StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Product_ReferencesNoTestsOrTools()
    {
        var others = SourceTree.Projects.Where(p => SourceTree.Relative(p).Split('/')[0] is "tests" or "tools").Select(Path.GetFileNameWithoutExtension).ToHashSet(StringComparer.Ordinal);

        foreach (var project in SourceTree.Projects.Where(p => SourceTree.Relative(p).Split('/')[0] is "agent" or "pipelines" or "models"))
            Assert.DoesNotContain(SourceTree.References(project), others.Contains);
    }

    [Fact]
    public void Solution_HoldsEveryProject()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "EdgeAgent.sln")).Replace('\\', '/');

        Assert.All(SourceTree.Projects, project => Assert.Contains(SourceTree.Relative(project), solution, StringComparison.Ordinal));
    }

    [Fact]
    public void Tests_MirrorTheRooms()
    {
        var names = SourceTree.Projects.Select(Path.GetFileNameWithoutExtension).ToHashSet(StringComparer.Ordinal);

        Assert.All(Law.Keys, room => Assert.Contains($"{room}.Tests", names));
    }
}
