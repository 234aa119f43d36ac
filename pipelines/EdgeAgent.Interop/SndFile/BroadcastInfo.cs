namespace EdgeAgent.Interop.SndFile;

/// <summary>The broadcast extension ("bext" chunk, EBU Tech 3285) of a recording; absent fields are empty.</summary>
/// <param name="Description">Free text.</param>
/// <param name="Originator">Who or what made the file.</param>
/// <param name="OriginatorReference">The maker's own identifier.</param>
/// <param name="OriginationDate">"yyyy-mm-dd" as written; some recorders use other separators.</param>
/// <param name="OriginationTime">"hh:mm:ss" as written.</param>
/// <param name="TimeReference">Sample frames since midnight of the first sample frame.</param>
/// <param name="Version">The extension's version.</param>
public sealed record BroadcastInfo(
    string Description,
    string Originator,
    string OriginatorReference,
    string OriginationDate,
    string OriginationTime,
    ulong TimeReference,
    int Version);
