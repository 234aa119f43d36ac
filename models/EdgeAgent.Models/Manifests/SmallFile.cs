using EdgeAgent.Core.Models;

namespace EdgeAgent.Models.Manifests;

/// <summary>Reads files that must be small, without trusting that they are.</summary>
internal static class SmallFile
{
    /// <summary>The bytes of a file.</summary>
    /// <exception cref="ModelException">It is absent, empty, too large or can't be read.</exception>
    public static byte[] Read(string path, int largest)
    {
        try
        {
            var file = new FileInfo(path);
            if (Directory.Exists(path)) throw new ModelException($"{path} is a folder; it must be a file");
            if (!file.Exists) throw new ModelException($"{path} does not exist");
            if (file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target) file = target;

            // Pipes and devices have no length; opening one could wait for ever.
            if (file.Length == 0) throw new ModelException($"{path} is empty or no regular file");
            if (file.Length > largest) throw new ModelException($"{path} has {file.Length} bytes; at most {largest} are read, so this is not such a file");
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{path} can't be read: {error.Message}", error);
        }
    }
}
