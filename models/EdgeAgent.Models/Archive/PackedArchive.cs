using EdgeAgent.Core.Models;

namespace EdgeAgent.Models.Archive;

/// <summary>An archive that was made.</summary>
/// <param name="File">Absolute path.</param>
/// <param name="Digest">Digest of its bytes, <c>sha256:</c> and 64 hex digits: the name of its upload.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="UnpackedBytes">Bytes of the files in it.</param>
/// <param name="Package">The package that it was made from.</param>
public sealed record PackedArchive(string File, string Digest, long Bytes, long UnpackedBytes, ModelPackage Package);
