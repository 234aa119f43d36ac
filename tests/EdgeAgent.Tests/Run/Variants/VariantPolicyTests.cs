using EdgeAgent.Core.Models;
using EdgeAgent.Models.Packages;
using EdgeAgent.Run.Variants;

namespace EdgeAgent.Tests.Run.Variants;

/// <summary>Which variant hears where the configuration leaves it open. The package's hop is 250 ms.</summary>
public sealed class VariantPolicyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _notes = [];
    private ModelPackage? _package;

    [Theory]
    [InlineData(2.0, 1.0, 1, false, "full")]      // cheap
    [InlineData(200.0, 100.0, 1, false, "int8")]  // more than half of the hop
    [InlineData(80.0, 40.0, 2, false, "int8")]    // two pipelines
    [InlineData(2.0, 1.0, 1, true, "int8")]       // hot
    [InlineData(200.0, 190.0, 1, false, "full")]  // nothing to be gained
    public void Choose_ByCostPipelinesAndHeat(double full, double small, int pipelines, bool hot, string expected) =>
        Assert.Equal(expected, VariantPolicy.Choose(Package, name => name == "full" ? full : name == "int8" ? small : 0.001, _ => false, 0.5, pipelines, hot).Variant.Name);

    [Fact]
    public void Choose_VariantWithoutParity_IsNeverTaken() =>
        Assert.Equal("full", VariantPolicy.Choose(Package, name => name == "bare" ? 1 : 200, _ => false, 0, 1, isHot: true).Variant.Name);

    [Fact]
    public void Choose_VariantThatWasGivenUp_IsNotTaken() =>
        Assert.Equal("full", VariantPolicy.Choose(Package, name => name == "full" ? 200 : 1, name => name == "int8", 0.5, 1, isHot: true).Variant.Name);

    [Fact]
    public void Choose_NothingMeasured_IsFull() => Assert.Equal("full", VariantPolicy.Choose(Package, _ => null, _ => false, 0, 1, isHot: true).Variant.Name);

    [Fact]
    public void Book_AfterARestart_KnowsCostsAndWhatWasGivenUp()
    {
        Book().Learn(Package, "CPU", new Dictionary<string, double> { ["full"] = 200, ["int8"] = 90 });
        Assert.Equal(90, Book().Cost(Package, "int8", "CPU"));
        Assert.Null(Book().Cost(Package, "int8", "CUDA"));
        Assert.Equal("int8", Book().Begin(Package, 0.5, 1).Name);
        Book().Demote(Package, "int8", "it drifted");
        Assert.Equal("it drifted", Book().WhyDemoted(Package, "int8"));
        Assert.Equal("full", Book().Begin(Package, 0.5, 1).Name);
        Assert.Empty(_notes);
    }

    [Fact]
    public void Book_OtherThreadsOrProcessor_MeasuresAnew()
    {
        Book().Learn(Package, "CPU", new Dictionary<string, double> { ["full"] = 200, ["int8"] = 90 });
        Assert.Null(new VariantBook(_folder.Path, "another", _notes.Add).Cost(Package, "int8"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{ \"costs\": null }")]
    [InlineData("[1, 2")]
    public void Book_DamagedFile_BeginsAnew(string text)
    {
        File.WriteAllText(_folder["variants.json"], text);
        Assert.Null(Book().Cost(Package, "full"));
        Book().Learn(Package, "CPU", new Dictionary<string, double> { ["full"] = 1 });
        Assert.Equal(1, Book().Cost(Package, "full"));
    }

    [Theory]
    [InlineData("humpback", true)]
    [InlineData("humpback:latest", true)]
    [InlineData("humpback:1/int8", false)]
    [InlineData("models/repository/humpback/1", true)]
    public void IsOpen_TellsWhetherAVariantIsNamed(string reference, bool open) => Assert.Equal(open, VariantReferences.IsOpen(reference));

    public void Dispose() => _folder.Dispose();

    private ModelPackage Package => _package ??= PackageReader.Open(DamagedEnergy.Write(_folder["repository"]));

    private VariantBook Book() => new(_folder.Path, "1/0.1.0/a processor", _notes.Add);
}
