using System.Security.Cryptography;
using EdgeAgent.Core.Models;
using EdgeAgent.Interop.Crypto;
using EdgeAgent.Models.Manifests;

namespace EdgeAgent.Models.Signing;

/// <summary>Ed25519 keys as <c>openssl genpkey -algorithm ed25519</c> and <c>openssl pkey -pubout</c> write them (PEM; RFC 8410).</summary>
public static class KeyFiles
{
    private const int LargestFile = 16384;

    /// <summary>Reads a private key. Its bytes are in no message.</summary>
    /// <exception cref="ModelException">The file is no private Ed25519 key, or others than its owner may read it.</exception>
    public static byte[] ReadPrivate(string path)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(path) && (File.GetUnixFileMode(path) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0)
            throw new ModelException($"{path} can be read by everybody; run: chmod 600 {path}");
        return ReadPem(path, "PRIVATE KEY", [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20], Ed25519.PrivateKeyBytes)
            ?? throw new ModelException($"{path} is no Ed25519 private key; make one with: openssl genpkey -algorithm ed25519 -out {path}");
    }

    /// <summary>Reads a public key: base64 of its 32 bytes, or the path of a PEM file.</summary>
    /// <exception cref="ModelException">It is neither.</exception>
    public static byte[] ReadPublic(string keyOrPath)
    {
        ArgumentNullException.ThrowIfNull(keyOrPath);
        Span<byte> key = stackalloc byte[Ed25519.PublicKeyBytes];
        if (Convert.TryFromBase64String(keyOrPath, key, out var length) && length == key.Length) return key.ToArray();
        if (!File.Exists(keyOrPath)) throw new ModelException($"\"{keyOrPath}\" is neither an Ed25519 public key in base64 nor a file; write what \"openssl pkey -in KEY -pubout\" gives into a file and name that");
        return ReadPem(keyOrPath, "PUBLIC KEY", [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00], Ed25519.PublicKeyBytes)
            ?? throw new ModelException($"{keyOrPath} is no Ed25519 public key; make one with: openssl pkey -in KEY -pubout -out {keyOrPath}");
    }

    private static byte[]? ReadPem(string path, string label, ReadOnlySpan<byte> prefix, int length)
    {
        var bytes = SmallFile.Read(path, LargestFile);
        var text = System.Text.Encoding.ASCII.GetString(bytes).ToCharArray();
        var der = new byte[LargestFile];
        try
        {
            if (!PemEncoding.TryFind(text, out var fields) || !text.AsSpan(fields.Label).SequenceEqual(label)) return null;
            return Convert.TryFromBase64Chars(text.AsSpan(fields.Base64Data), der, out var read) && read == prefix.Length + length && der.AsSpan().StartsWith(prefix)
                ? der[prefix.Length..read]
                : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
            CryptographicOperations.ZeroMemory(der);
            Array.Clear(text);
        }
    }
}
