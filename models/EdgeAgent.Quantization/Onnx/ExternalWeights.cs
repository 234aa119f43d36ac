using System.Globalization;
using EdgeAgent.Core.Models;

namespace EdgeAgent.Quantization.Onnx;

/// <summary>Where a tensor's bytes lie when they are not in the model file (<c>TensorProto.external_data</c>).</summary>
/// <param name="Location">File beside the model.</param>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Number of bytes.</param>
internal sealed record ExternalWeights(string Location, long Offset, long Length)
{
    /// <summary>Reads the place of a tensor's bytes; null when they are in the model.</summary>
    public static ExternalWeights? Of(TensorProto tensor)
    {
        if (tensor.DataLocation != TensorProto.Types.DataLocation.External) return null;
        string Text(string key) => tensor.ExternalData.FirstOrDefault(e => e.Key == key)?.Value ?? "";
        long Number(string key, long fallback) => long.TryParse(Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : fallback;
        return new ExternalWeights(Text("location"), Number("offset", 0), Number("length", TensorBytes.Expected(tensor)));
    }

    /// <summary>Refuses a place that is not there, is too short, or leads out of the model's folder.</summary>
    /// <exception cref="ModelException">One sentence.</exception>
    public static void Check(TensorProto tensor, string folder, string source)
    {
        if (Of(tensor) is not { } place) return;
        if (place.Location.Length == 0 || Path.IsPathRooted(place.Location) || place.Location.Split('/', '\\').Contains(".."))
            throw new ModelException($"{source}: the weights {tensor.Name} name the file \"{place.Location}\", which is not beside the model");
        var file = new FileInfo(Path.Combine(folder, place.Location));
        if (!file.Exists) throw new ModelException($"{source}: the file of weights {file.FullName} is not there; put it beside the model");
        if (place.Length != TensorBytes.Expected(tensor) || place.Offset + place.Length > file.Length)
            throw new ModelException($"{source}: the weights {tensor.Name} need {TensorBytes.Expected(tensor)} bytes from {place.Offset} of {file.FullName}, which has {file.Length}; it is cut short or belongs to another model");
    }

    /// <summary>Reads a part of the bytes.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="position">First byte, counted from the tensor's own.</param>
    /// <param name="bytes">Filled.</param>
    /// <exception cref="ModelException">The file can't be read.</exception>
    public void Read(string folder, long position, Span<byte> bytes)
    {
        try
        {
            using var file = File.OpenHandle(Path.Combine(folder, Location));
            while (bytes.Length > 0)
            {
                var read = RandomAccess.Read(file, bytes, Offset + position);
                if (read == 0) throw new ModelException($"{Path.Combine(folder, Location)} is cut short");
                bytes = bytes[read..];
                position += read;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{Path.Combine(folder, Location)} can't be read: {error.Message.TrimEnd('.')}", error);
        }
    }
}
