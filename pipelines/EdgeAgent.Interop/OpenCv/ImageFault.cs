namespace EdgeAgent.Interop.OpenCv;

/// <summary>Why an image is not decoded.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Reason">The rest of a sentence that begins with the image's name: <c>is cut short; copy it again</c>.</param>
public sealed record ImageFault(ImageFaultKind Kind, string Reason);
