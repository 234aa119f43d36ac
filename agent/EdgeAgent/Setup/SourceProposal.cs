namespace EdgeAgent.Setup;

/// <summary>A source to listen to.</summary>
/// <param name="Kind">alsa, stdin or synthetic.</param>
/// <param name="Device">ALSA's name; null for other kinds.</param>
/// <param name="SampleRate">Sample frames a second, Hz.</param>
/// <param name="Channels">Channels that it delivers.</param>
/// <param name="Channel">The one that is listened to, from 1; 0 averages all.</param>
/// <param name="Encoding">s16, s24, s32 or f32.</param>
/// <param name="Why">One sentence: what it is and why it was chosen.</param>
internal sealed record SourceProposal(string Kind, string? Device, int SampleRate, int Channels, int Channel, string Encoding, string Why);
