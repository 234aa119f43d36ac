using EdgeAgent.Interop.SndFile;

namespace EdgeAgent.Synthesis.Commands;

/// <summary>Chooses the container by the file's name and the form of samples by the user's word.</summary>
internal static class AudioForm
{
    /// <summary>The words for sample forms.</summary>
    public static readonly string[] Words = ["pcm16", "pcm24", "float"];

    /// <summary>Whether a file's name tells its container.</summary>
    public static bool IsKnown(string path) => Path.GetExtension(path).ToLowerInvariant() is ".wav" or ".flac";

    /// <summary>The encoding for a file name and a word.</summary>
    /// <exception cref="SynthesisException">The container cannot hold these samples, such as float in FLAC.</exception>
    public static AudioEncoding Of(string path, string word) => (Path.GetExtension(path).ToLowerInvariant(), word) switch
    {
        (".wav", "pcm16") => AudioEncoding.WavPcm16,
        (".wav", "pcm24") => AudioEncoding.WavPcm24,
        (".wav", "float") => AudioEncoding.WavFloat,
        (".flac", "pcm16") => AudioEncoding.FlacPcm16,
        (".flac", "pcm24") => AudioEncoding.FlacPcm24,
        (".flac", _) => throw new SynthesisException($"{path} cannot hold {word} samples; use --encoding pcm16 or pcm24, or a name that ends in .wav."),
        _ => throw new ArgumentException($"{path}, {word}: no such form", nameof(word)),
    };
}
