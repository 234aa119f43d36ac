using EdgeAgent.Core.Models;
using EdgeAgent.Models.Packages;
using EdgeAgent.Models.Tests.Support;

namespace EdgeAgent.Models.Tests.Packages;

public sealed class ModelRepositoryTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly ModelRepository _repository;

    public ModelRepositoryTests() => _repository = new ModelRepository(_folder.Path);

    private string Add(string name, int version, string? folder = null, bool int8 = false)
    {
        using var package = new TestPackage();
        if (int8) package.Model("smaller"u8.ToArray(), "int8", "model.int8.onnx");
        package.With(m => (m["name"], m["version"]) = (name, version)).Write();
        var place = Path.Combine(_folder.Path, name, folder ?? version.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        CopyFolder(package.Directory, place);
        return place;
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    private string Fails(string reference) => Assert.Throws<ModelException>(() => _repository.Resolve(reference)).Message;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void List_GoodAndBrokenPackages_ShowsAllInOrderWithReasons()
    {
        Add("whale", 10);
        Add("whale", 9);
        File.WriteAllText(Path.Combine(Add("whale", 2), "model.onnx"), "damaged");
        Add("whale", 3, folder: "draft");
        Add("gull", 7, folder: "8");
        Directory.CreateDirectory(Path.Combine(_folder.Path, ".staging", "1"));
        _folder.File("README.md", "not a model");

        var entries = _repository.List();

        Assert.Equal(["gull 8", "whale 2", "whale 9", "whale 10", "whale "], entries.Select(e => $"{e.Name} {e.Version}"));
        Assert.Equal([false, false, true, true, false], entries.Select(e => e.Package is not null));
        Assert.Equal($"{_folder.Path}/gull/8: the manifest says gull:7, but the folder says gull:8; they must agree", entries[0].Problem);
        Assert.Contains("variants.full.sha256", entries[1].Problem);
        Assert.Null(entries[2].Problem);
        Assert.Equal($"{_folder.Path}/whale/draft is not a version; folders below a model are named 1, 2, 3 …", entries[4].Problem);
    }

    [Fact]
    public void List_NoRepository_IsEmpty() => Assert.Empty(new ModelRepository(_folder.Path + "/none").List());

    [Theory]
    [InlineData("whale", "whale:10/full")]
    [InlineData("whale:latest", "whale:10/full")]
    [InlineData("whale:9", "whale:9/full")]
    [InlineData("whale:9/int8", "whale:9/int8")]
    [InlineData("latest", "whale:10/full")]
    public void Resolve_Reference_FindsVersionAndVariant(string reference, string found)
    {
        Add("whale", 9, int8: true);
        Add("whale", 10);
        Assert.Equal(found, _repository.Resolve(reference).ToString());
    }

    [Fact]
    public void Resolve_LatestOfSeveralVariants_TakesTheAskedOne()
    {
        Add("whale", 1, int8: true);
        Assert.Equal("whale:1/int8", _repository.Resolve("whale:latest/int8").ToString());
    }

    [Fact]
    public void Resolve_PathOfAPackage_NeedsNoRepository()
    {
        using var package = new TestPackage(place: "anywhere/else");
        package.Write();
        Assert.Equal(package.Directory, _repository.Resolve(package.Directory).Package.Directory);
        Assert.Equal(package.Directory, _repository.Resolve(package.Directory + "/").Package.Directory);
        Assert.Equal(package.Directory, _repository.Resolve(package.Directory + "/model.json").Package.Directory);
        Assert.Equal(package.Directory, _repository.Resolve(Path.GetRelativePath(Environment.CurrentDirectory, package.Directory)).Package.Directory);
    }

    [Fact]
    public void Resolve_WhatIsNotThere_SaysWhatIs()
    {
        Add("whale", 9, int8: true);
        Add("whale", 10);
        Add("gull", 1);
        var there = $"In {_folder.Path}: gull:1, whale:9,10.";

        Assert.Equal($"there is no model \"whael\". Did you mean \"whale\"? {there}", Fails("whael"));
        Assert.Equal($"there is no model \"orca\". {there}", Fails("orca:3"));
        Assert.Equal("model whale has no version 11; it has 9, 10", Fails("whale:11"));
        Assert.Equal("model whale:9 has no variant \"fp16\"; it has full, int8", Fails("whale:9/fp16"));
        Assert.Equal($"\"latest\" alone needs a repository with one model; write NAME:latest. {there}", Fails("latest"));
        Assert.StartsWith("\"whale:9nine\" is neither a model nor a package's folder; write NAME, NAME:VERSION", Fails("whale:9nine"));
        Assert.StartsWith("\"whale:01\" is neither a model nor a package's folder", Fails("whale:01"));
        Assert.StartsWith("/no/such/folder does not exist; a model package is a folder", Fails("/no/such/folder"));
    }

    [Fact]
    public void Resolve_EmptyOrAbsentRepository_SaysSo()
    {
        Assert.Equal($"there is no model \"whale\". The repository {_folder.Path} holds no model.", Fails("whale"));
        Assert.Equal($"there is no latest model. The repository {_folder.Path} holds no model.", Fails("latest"));
        var absent = new ModelRepository(_folder.Path + "/none");
        Assert.Equal($"there is no model \"whale\". The repository {_folder.Path}/none does not exist.", Assert.Throws<ModelException>(() => absent.Resolve("whale")).Message);
    }

    [Fact]
    public void Resolve_BrokenNewestVersion_IsRefusedAndNotPassedOver()
    {
        Add("whale", 1);
        File.Delete(Path.Combine(Add("whale", 2), "model.onnx"));
        Assert.Equal($"{_folder.Path}/whale/2: variants.full.file: names model.onnx, which is not in the package", Fails("whale"));
        Assert.Equal("whale:1/full", _repository.Resolve("whale:1").ToString());
    }
}
