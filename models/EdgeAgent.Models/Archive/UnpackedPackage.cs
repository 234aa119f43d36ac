using EdgeAgent.Core.Models;
using EdgeAgent.Models.Signing;

namespace EdgeAgent.Models.Archive;

/// <summary>What an archive says of itself before anything but its manifest was unpacked.</summary>
/// <param name="Manifest">The manifest.</param>
/// <param name="Canonical">Its canonical bytes, which signature and digest are taken over.</param>
/// <param name="Digest">Digest of the package.</param>
/// <param name="Signature">Its signature; null when there is none.</param>
internal sealed record UnpackedPackage(ModelManifest Manifest, byte[] Canonical, string Digest, SignatureFile? Signature);
