using System.Text.Json;
using EdgeAgent.Models.Manifests;

namespace EdgeAgent.Models.Store;

/// <summary>Reads and replaces the <c>default.json</c> of models.</summary>
internal sealed class DefaultFiles(StorePaths paths, StoreFiles files)
{
    private const int LargestFile = 65536;

    /// <summary>What a model's file says; null when there is none, or when it can't be read.</summary>
    /// <param name="model">Package name.</param>
    /// <param name="warn">Told when there is one that can't be read.</param>
    public ModelDefault? Read(string model, Action<string>? warn = null)
    {
        var path = paths.DefaultOf(model);
        if (!PackageNames.IsName(model) || !File.Exists(path)) return null;
        try
        {
            return JsonSerializer.Deserialize(SmallFile.Read(path, LargestFile), StoreJson.Default.ModelDefault) ?? throw new JsonException("it is empty");
        }
        catch (Exception error) when (error is JsonException or Core.Models.ModelException)
        {
            warn?.Invoke($"{path} can't be read ({error.Message.Split('\n')[0]}); the journal decides which version of {model} is used");
            return null;
        }
    }

    /// <summary>Makes another content true, in one step.</summary>
    /// <exception cref="IOException">The disk refuses; the old one stays.</exception>
    public void Write(string model, ModelDefault value)
    {
        var path = paths.DefaultOf(model);
        StoreFiles.MakeFolder(Path.GetDirectoryName(path)!);
        files.Replace(path, JsonSerializer.SerializeToUtf8Bytes(value, StoreJson.Default.ModelDefault), "default");
    }
}
