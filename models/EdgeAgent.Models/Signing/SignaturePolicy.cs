using EdgeAgent.Core.Models;
using EdgeAgent.Interop.Crypto;

namespace EdgeAgent.Models.Signing;

/// <summary>Whose packages the box takes.</summary>
/// <param name="TrustedKeys">Public keys, 32 bytes each.</param>
/// <param name="Required">Whether a package must be signed by one of them.</param>
public sealed record SignaturePolicy(IReadOnlyList<byte[]> TrustedKeys, bool Required)
{
    /// <summary>Takes every package.</summary>
    public static SignaturePolicy Open { get; } = new([], Required: false);

    /// <summary>Reads a policy from configuration.</summary>
    /// <param name="keys">Public keys: base64, or paths of PEM files.</param>
    /// <param name="required">Whether a package must be signed.</param>
    /// <exception cref="ModelException">A key can't be read, or signatures are required and no key is trusted.</exception>
    public static SignaturePolicy Read(IEnumerable<string> keys, bool required)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var trusted = keys.Select(KeyFiles.ReadPublic).ToArray();
        if (required && trusted.Length == 0) throw new ModelException("Models:RequireSignature is true, but Models:TrustedKeys names no key, so no model could be installed; name one");
        return new SignaturePolicy(trusted, required);
    }

    /// <summary>Why a package is refused, one sentence; null when it is taken. A signature that is wrong is refused even where none is required.</summary>
    /// <param name="canonical">The canonical manifest.</param>
    /// <param name="signature">Its signature, or null when there is none.</param>
    public string? Refuses(ReadOnlySpan<byte> canonical, SignatureFile? signature)
    {
        if (signature is null) return Required ? "the package is not signed, and this box takes signed packages only; sign it with \"edge-agent models sign\"" : null;
        byte[] key = [.. signature.PublicKey];
        byte[] bytes = [.. signature.Signature];
        if (!Ed25519.Verify(key, canonical, bytes)) return "the signature is not that of this manifest; it was changed after it was signed, or the signature belongs to another package";
        if (TrustedKeys.Any(trusted => trusted.AsSpan().SequenceEqual(key))) return null;
        return Required || TrustedKeys.Count > 0 ? $"the package is signed with the key {Convert.ToBase64String(key)}, which is none of Models:TrustedKeys" : null;
    }
}
