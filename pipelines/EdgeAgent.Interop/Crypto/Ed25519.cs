using EdgeAgent.Interop.Native;

namespace EdgeAgent.Interop.Crypto;

/// <summary>Ed25519 signatures (RFC 8032, PureEdDSA) by OpenSSL's libcrypto 3. Safe for many threads at once.</summary>
public static unsafe class Ed25519
{
    /// <summary>Bytes of a private key (RFC 8032 calls it the seed).</summary>
    public const int PrivateKeyBytes = 32;

    /// <summary>Bytes of a public key.</summary>
    public const int PublicKeyBytes = 32;

    /// <summary>Bytes of a signature.</summary>
    public const int SignatureBytes = 64;

    /// <summary>The public key of a private one.</summary>
    /// <param name="privateKey">32 bytes.</param>
    /// <exception cref="ArgumentException">The key has another length.</exception>
    /// <exception cref="NativeLibraryException">libcrypto is missing or does not fit.</exception>
    public static byte[] PublicKeyOf(ReadOnlySpan<byte> privateKey)
    {
        using var key = OpenPrivate(privateKey);
        var publicKey = new byte[PublicKeyBytes];
        var length = (nuint)publicKey.Length;
        fixed (byte* bytes = publicKey)
            Check(CryptoApi.Instance.GetPublicKey(key.DangerousGetHandle(), bytes, &length), "derive a public key");
        GC.KeepAlive(key);
        return publicKey;
    }

    /// <summary>Signs a message.</summary>
    /// <param name="privateKey">32 bytes.</param>
    /// <param name="message">The message, of any length.</param>
    /// <returns>64 bytes; the same key and message always give the same ones.</returns>
    /// <exception cref="ArgumentException">The key has another length.</exception>
    /// <exception cref="NativeLibraryException">libcrypto is missing or does not fit.</exception>
    public static byte[] Sign(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> message)
    {
        var api = CryptoApi.Instance;
        using var key = OpenPrivate(privateKey);
        using var context = new SafeContextHandle();
        var signature = new byte[SignatureBytes];
        var length = (nuint)signature.Length;
        Check(api.BeginSign(context.DangerousGetHandle(), null, 0, 0, key.DangerousGetHandle()), "begin to sign");
        fixed (byte* to = signature)
        fixed (byte* from = message)
            Check(api.Sign(context.DangerousGetHandle(), to, &length, from, (nuint)message.Length), "sign");
        GC.KeepAlive(key);
        GC.KeepAlive(context);
        return signature;
    }

    /// <summary>Whether a signature is that of a message by the holder of a key. What is no key or no signature at all is simply false.</summary>
    /// <param name="publicKey">32 bytes.</param>
    /// <param name="message">The message.</param>
    /// <param name="signature">64 bytes.</param>
    /// <exception cref="NativeLibraryException">libcrypto is missing or does not fit.</exception>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        var api = CryptoApi.Instance;
        if (publicKey.Length != PublicKeyBytes || signature.Length != SignatureBytes) return false;
        fixed (byte* keyBytes = publicKey)
        fixed (byte* messageBytes = message)
        fixed (byte* signatureBytes = signature)
        {
            using var key = new SafeKeyHandle(api.NewPublicKey(CryptoApi.Ed25519Key, 0, keyBytes, (nuint)publicKey.Length));
            using var context = new SafeContextHandle();
            var good = !key.IsInvalid && !context.IsInvalid
                && api.BeginVerify(context.DangerousGetHandle(), null, 0, 0, key.DangerousGetHandle()) == 1
                && api.Verify(context.DangerousGetHandle(), signatureBytes, (nuint)signature.Length, messageBytes, (nuint)message.Length) == 1;
            GC.KeepAlive(key);
            GC.KeepAlive(context);

            // A refused signature leaves its reason in the thread's queue, where a TLS connection of .NET could take it for its own.
            if (!good) api.ClearErrors();
            return good;
        }
    }

    private static SafeKeyHandle OpenPrivate(ReadOnlySpan<byte> privateKey)
    {
        if (privateKey.Length != PrivateKeyBytes) throw new ArgumentException($"An Ed25519 private key has {PrivateKeyBytes} bytes, not {privateKey.Length}.", nameof(privateKey));
        fixed (byte* bytes = privateKey)
        {
            var key = new SafeKeyHandle(CryptoApi.Instance.NewPrivateKey(CryptoApi.Ed25519Key, 0, bytes, (nuint)privateKey.Length));
            Check(key.IsInvalid ? 0 : 1, "take a key");
            return key;
        }
    }

    private static void Check(int result, string what)
    {
        if (result == 1) return;
        CryptoApi.Instance.ClearErrors();
        throw new NativeLibraryException("libcrypto", $"{CryptoApi.Instance.Path} can't {what} with Ed25519; it may run in a mode that forbids it (FIPS).");
    }
}
