namespace EdgeAgent.Devices;

/// <summary>Something that arecord can listen to.</summary>
/// <param name="Device">ALSA's name, by which it is configured: <c>hw:CARD=UAC,DEV=0</c>, which does not depend on the order in which cards are plugged in, or the name of an entry in ALSA's configuration.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Place">Numbers of the card and its device, by which the kernel's files name it; null of an entry in ALSA's configuration.</param>
/// <param name="Format">What it can do; null when it did not tell.</param>
/// <param name="Problem">Why it did not tell, such as that somebody listens to it already; null when it did.</param>
internal sealed record SoundCard(string Device, string Name, (int Card, int Device)? Place, SoundFormat? Format, string? Problem);
