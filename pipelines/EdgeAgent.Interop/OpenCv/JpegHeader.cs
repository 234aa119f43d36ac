using System.Buffers.Binary;

namespace EdgeAgent.Interop.OpenCv;

/// <summary>Reads a JPEG's markers (ITU-T T.81, annex B): size, EXIF orientation, and whether it reaches its end.</summary>
internal static class JpegHeader
{
    private const byte StartOfScan = 0xDA, EndOfImage = 0xD9, App1 = 0xE1;

    /// <summary>Reads it.</summary>
    /// <returns>Null when the header makes sense and the file is whole.</returns>
    public static ImageFault? Read(ReadOnlySpan<byte> bytes, out ImageHeader header)
    {
        header = default;
        var (width, height, orientation) = (0, 0, 1);
        for (var at = 2; ;)
        {
            // Any number of fill bytes may stand before a marker.
            if (at + 1 >= bytes.Length) return ImageHeaderReader.Truncated("JPEG");
            if (bytes[at] != 0xFF) return ImageHeaderReader.Damaged("JPEG");
            var marker = bytes[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            at += 2;
            if (marker == EndOfImage) break;
            if (marker is 0x01 or (>= 0xD0 and <= 0xD7)) continue;
            if (at + 2 > bytes.Length) return ImageHeaderReader.Truncated("JPEG");
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);
            if (length < 2) return ImageHeaderReader.Damaged("JPEG");
            if (at + length > bytes.Length) return ImageHeaderReader.Truncated("JPEG");
            var body = bytes.Slice(at + 2, length - 2);
            if (IsFrame(marker) && width == 0)
            {
                if (body.Length < 6) return ImageHeaderReader.Damaged("JPEG");
                (height, width) = (BinaryPrimitives.ReadUInt16BigEndian(body[1..]), BinaryPrimitives.ReadUInt16BigEndian(body[3..]));
            }
            else if (marker == App1 && body.StartsWith("Exif\0\0"u8))
            {
                orientation = TiffHeader.Orientation(body[6..]);
            }

            at += length;
            if (marker == StartOfScan && !SkipScan(bytes, ref at)) return ImageHeaderReader.Truncated("JPEG");
        }

        header = new ImageHeader(ImageKind.Jpeg, width, height, orientation, 1);
        return null;
    }

    // SOF0 to SOF15, without DHT, JPG and DAC, which share their range.
    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    // Entropy-coded data end at a marker; FF 00 is a stuffed byte and RST0 to RST7 belong to the data.
    private static bool SkipScan(ReadOnlySpan<byte> bytes, ref int at)
    {
        while (true)
        {
            var next = bytes[at..].IndexOf((byte)0xFF);
            if (next < 0 || at + next + 1 >= bytes.Length) return false;
            at += next;
            if (bytes[at + 1] is 0 or (>= 0xD0 and <= 0xD7)) at += 2;
            else if (bytes[at + 1] == 0xFF) at++;
            else return true;
        }
    }
}
