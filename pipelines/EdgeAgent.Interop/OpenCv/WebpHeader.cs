using System.Buffers.Binary;

namespace EdgeAgent.Interop.OpenCv;

/// <summary>Reads a WebP's first chunk (RFC 9649, section 2): size, and whether it is animated.</summary>
internal static class WebpHeader
{
    private const byte AnimationFlag = 0x02;

    /// <summary>Reads it.</summary>
    /// <returns>Null when the header makes sense, the file is whole and holds one picture.</returns>
    public static ImageFault? Read(ReadOnlySpan<byte> bytes, out ImageHeader header)
    {
        header = default;
        if (bytes.Length < 30) return ImageHeaderReader.Truncated("WebP");
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) + 8L > bytes.Length) return ImageHeaderReader.Truncated("WebP");
        int width, height;
        var chunk = bytes[12..];
        var body = bytes[20..];
        if (chunk.StartsWith("VP8X"u8))
        {
            if ((body[0] & AnimationFlag) != 0) return new ImageFault(ImageFaultKind.Unsupported, "is an animated WebP, which is not read here; save one picture of it, or give it as video");
            (width, height) = (U24(body[4..]) + 1, U24(body[7..]) + 1);
        }
        else if (chunk.StartsWith("VP8L"u8))
        {
            // One signature byte, then 14 bits each of width − 1 and height − 1.
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(body[1..]);
            (width, height) = ((int)(bits & 0x3FFF) + 1, (int)((bits >> 14) & 0x3FFF) + 1);
        }
        else if (chunk.StartsWith("VP8 "u8))
        {
            // RFC 6386, 9.1: three bytes of frame tag, the start code, then 14 bits of width and of height with a scale above them.
            if (body is not [_, _, _, 0x9D, 0x01, 0x2A, ..]) return ImageHeaderReader.Damaged("WebP");
            (width, height) = (BinaryPrimitives.ReadUInt16LittleEndian(body[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(body[8..]) & 0x3FFF);
        }
        else
        {
            return ImageHeaderReader.Damaged("WebP");
        }

        header = new ImageHeader(ImageKind.Webp, width, height, 1, 1);
        return null;
    }

    private static int U24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
