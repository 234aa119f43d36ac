using EdgeAgent.Core.Models;
using EdgeAgent.Quantization.Onnx;

namespace EdgeAgent.Quantization.Packages;

/// <summary>Puts files of a folder back as they were, unless what was done to them is forgotten.</summary>
internal sealed class FileUndo(string folder) : IDisposable
{
    private readonly Dictionary<string, byte[]?> _before = new(StringComparer.Ordinal);

    /// <summary>Remembers files; ones that are not there are removed again.</summary>
    public void Keep(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var path = Path.Combine(folder, name);
            try
            {
                _before[path] = File.Exists(path) ? File.ReadAllBytes(path) : null;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new ModelException($"{path} can't be read: {error.Message.TrimEnd('.')}", error);
            }
        }
    }

    /// <summary>What was done stays.</summary>
    public void Forget() => _before.Clear();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (path, bytes) in _before)
        {
            if (bytes is null) OnnxWriter.Remove(path);
            else WholeFile.Write(path, bytes);
        }
    }
}
