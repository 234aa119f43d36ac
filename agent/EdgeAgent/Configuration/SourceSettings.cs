using EdgeAgent.Core.Audio;

namespace EdgeAgent.Configuration;

/// <summary>The source of a pipeline.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name in events.</param>
/// <param name="Path">File or named pipe; empty for standard input.</param>
/// <param name="Format">Format of raw PCM; not used for recordings, which say it themselves.</param>
/// <param name="Channel">Channel from 1; 0 averages all.</param>
/// <param name="Loop">Plays a recording again and again.</param>
internal sealed record SourceSettings(SourceKind Kind, string Name, string Path, AudioFormat Format, int Channel, bool Loop);
