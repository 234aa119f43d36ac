namespace EdgeAgent.Doctor;

/// <summary>Whether there is a GPU that ONNX Runtime could use.</summary>
internal static class GpuDevice
{
    // A card in a PC; the integrated ones of Jetson boards, old and new.
    private static readonly string[] Files = ["dev/nvidia0", "dev/nvhost-gpu", "dev/nvgpu/igpu0", "dev/nvmap"];

    /// <summary>What the kernel calls it; null where there is none.</summary>
    public static string? Find(DoctorContext context)
    {
        if (Files.FirstOrDefault(file => Path.Exists(context.FileOf(file))) is not { } file) return null;
        return context.LineOf("proc/driver/nvidia/version") is { } driver ? $"an NVIDIA GPU (/{file}, {driver})" : $"an NVIDIA GPU (/{file})";
    }
}
