using System.Runtime.InteropServices;
using EdgeAgent.Core.Models;

namespace EdgeAgent.Quantization.Calibration;

/// <summary>Inputs that were written as raw little-endian float32, a file each (<c>*.f32</c>), for models that take no sound.</summary>
/// <param name="folder">The folder.</param>
public sealed class TensorFileCalibration(string folder) : ICalibrationData
{
    /// <summary>How such files are named.</summary>
    public const string Pattern = "*.f32";

    /// <inheritdoc/>
    public string Description => $"the tensors in {folder}";

    /// <inheritdoc/>
    public IEnumerable<(string Name, float[] Elements)> Read()
    {
        foreach (var file in Files())
        {
            byte[] bytes;
            try
            {
                bytes = File.ReadAllBytes(file);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new ModelException($"{file} can't be read: {error.Message.TrimEnd('.')}", error);
            }

            yield return (file, MemoryMarshal.Cast<byte, float>(bytes).ToArray());
        }
    }

    private string[] Files()
    {
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, Pattern) : [];
        Array.Sort(files, StringComparer.Ordinal);
        return files.Length > 0 ? files : throw new ModelException($"{folder} holds no {Pattern}: write each input of the model as raw little-endian float32, one file an input");
    }
}
