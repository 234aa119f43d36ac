using System.Runtime.InteropServices;
using EdgeAgent.Interop.Native;

namespace EdgeAgent.Interop.Crypto;

/// <summary>The functions of OpenSSL's libcrypto 3 (openssl/evp.h) that Ed25519 needs, found once at first use.</summary>
internal sealed unsafe class CryptoApi
{
    /// <summary><c>EVP_PKEY_ED25519</c>.</summary>
    public const int Ed25519Key = 1087;

    private const string Name = "libcrypto";
    private const string Remedy = "install it with: apt install libssl3";

    private static readonly Lazy<CryptoApi> Shared = new(static () => new CryptoApi(["libcrypto.so.3"]));

    public readonly delegate* unmanaged[Cdecl]<int, nint, byte*, nuint, nint> NewPrivateKey;
    public readonly delegate* unmanaged[Cdecl]<int, nint, byte*, nuint, nint> NewPublicKey;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint*, int> GetPublicKey;
    public readonly delegate* unmanaged[Cdecl]<nint, void> FreeKey;
    public readonly delegate* unmanaged[Cdecl]<nint> NewContext;
    public readonly delegate* unmanaged[Cdecl]<nint, void> FreeContext;
    public readonly delegate* unmanaged[Cdecl]<nint, nint*, nint, nint, nint, int> BeginSign;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint*, byte*, nuint, int> Sign;
    public readonly delegate* unmanaged[Cdecl]<nint, nint*, nint, nint, nint, int> BeginVerify;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint, byte*, nuint, int> Verify;
    public readonly delegate* unmanaged[Cdecl]<void> ClearErrors;

    /// <exception cref="NativeLibraryException">The library is missing or does not fit.</exception>
    public CryptoApi(IReadOnlyList<string> candidates)
    {
        var module = NativeLibraryLoader.Load(Name, candidates, Remedy);
        var version = (delegate* unmanaged[Cdecl]<int, byte*>)module.Export("OpenSSL_version");
        VersionText = Marshal.PtrToStringUTF8((nint)version(0)) ?? "";
        Path = NativeLibraryLoader.FileOf((nint)version) ?? module.Path;
        var major = (delegate* unmanaged[Cdecl]<uint>)module.Export("OPENSSL_version_major");
        if (major() != 3) throw new NativeLibraryException(Name, $"{Path} calls itself \"{VersionText}\", but libcrypto 3 is needed; {Remedy}.");

        NewPrivateKey = (delegate* unmanaged[Cdecl]<int, nint, byte*, nuint, nint>)module.Export("EVP_PKEY_new_raw_private_key");
        NewPublicKey = (delegate* unmanaged[Cdecl]<int, nint, byte*, nuint, nint>)module.Export("EVP_PKEY_new_raw_public_key");
        GetPublicKey = (delegate* unmanaged[Cdecl]<nint, byte*, nuint*, int>)module.Export("EVP_PKEY_get_raw_public_key");
        FreeKey = (delegate* unmanaged[Cdecl]<nint, void>)module.Export("EVP_PKEY_free");
        NewContext = (delegate* unmanaged[Cdecl]<nint>)module.Export("EVP_MD_CTX_new");
        FreeContext = (delegate* unmanaged[Cdecl]<nint, void>)module.Export("EVP_MD_CTX_free");
        BeginSign = (delegate* unmanaged[Cdecl]<nint, nint*, nint, nint, nint, int>)module.Export("EVP_DigestSignInit");
        Sign = (delegate* unmanaged[Cdecl]<nint, byte*, nuint*, byte*, nuint, int>)module.Export("EVP_DigestSign");
        BeginVerify = (delegate* unmanaged[Cdecl]<nint, nint*, nint, nint, nint, int>)module.Export("EVP_DigestVerifyInit");
        Verify = (delegate* unmanaged[Cdecl]<nint, byte*, nuint, byte*, nuint, int>)module.Export("EVP_DigestVerify");
        ClearErrors = (delegate* unmanaged[Cdecl]<void>)module.Export("ERR_clear_error");
    }

    /// <summary>The system's libcrypto.</summary>
    /// <exception cref="NativeLibraryException">The library is missing or does not fit.</exception>
    public static CryptoApi Instance => Shared.Value;

    /// <summary>What the library calls itself, e.g. <c>OpenSSL 3.0.17 1 Jul 2025</c>.</summary>
    public string VersionText { get; }

    /// <summary>The file that was loaded.</summary>
    public string Path { get; }
}
