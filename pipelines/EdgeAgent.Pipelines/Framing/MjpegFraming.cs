using System.Buffers;

namespace EdgeAgent.Pipelines.Framing;

/// <summary>
/// Finds JPEG images that follow each other in bytes (ITU-T T.81, annex B), with anything between them. Segments are stepped over by their length, so that a preview
/// within an image does not end it. What is no image is left out and counted, and the next start of an image is looked for.
/// </summary>
internal static class MjpegFraming
{
    private const byte Marker = 0xFF, Start = 0xD8, End = 0xD9, StartOfScan = 0xDA;

    /// <summary>Finds the next whole image.</summary>
    /// <param name="buffer">The bytes; advanced past what was skipped and past the image.</param>
    /// <param name="cursor">Where it stands; the same one for a stream.</param>
    /// <param name="maxBytes">What is longer is no image: it would fill the memory.</param>
    /// <param name="isEnd">Whether no more bytes will come: then what waits for some is no image.</param>
    /// <param name="jpeg">The image, within the bytes that were given.</param>
    /// <returns>False when more bytes are needed.</returns>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, ref MjpegCursor cursor, int maxBytes, bool isEnd, out ReadOnlySequence<byte> jpeg)
    {
        jpeg = default;
        while (true)
        {
            if (cursor.Scanned == 0 && !SkipToStart(ref buffer, ref cursor)) return false;
            var reader = new SequenceReader<byte>(buffer);
            reader.Advance(cursor.Scanned);
            switch (Walk(ref reader, ref cursor, maxBytes) ?? (isEnd ? GiveUp(ref cursor) : null))
            {
                case true:
                    jpeg = buffer.Slice(0, reader.Consumed);
                    buffer = buffer.Slice(reader.Position);
                    (cursor.Scanned, cursor.IsInScan) = (0, false);
                    return true;
                case false:
                    // No image: what began it is left out, and the next start is looked for in what follows.
                    cursor.DamagedImages++;
                    cursor.SkippedBytes += cursor.Scanned;
                    buffer = buffer.Slice(cursor.Scanned);
                    (cursor.Scanned, cursor.IsInScan) = (0, false);
                    break;
                default:
                    return false;
            }
        }
    }

    // A start is FF D8 FF. Last bytes that may begin one stay.
    private static bool SkipToStart(ref ReadOnlySequence<byte> buffer, ref MjpegCursor cursor)
    {
        var reader = new SequenceReader<byte>(buffer);
        var found = false;
        while (!found)
        {
            if (!reader.TryAdvanceTo(Marker, advancePastDelimiter: false))
            {
                reader.AdvanceToEnd();
                break;
            }

            if (reader.Remaining < 2 || (reader.Remaining == 2 && reader.IsNext([Marker, Start]))) break;
            found = reader.IsNext([Marker, Start, Marker]);
            if (!found) reader.Advance(1);
        }

        cursor.SkippedBytes += reader.Consumed;
        buffer = buffer.Slice(reader.Position);
        if (found) (cursor.Scanned, cursor.Segment) = (2, 0);
        return found;
    }

    // True at the end of the image, false where it is none (the cursor then stands behind what is left out), null when more bytes are needed.
    private static bool? Walk(ref SequenceReader<byte> reader, ref MjpegCursor cursor, int maxBytes)
    {
        while (true)
        {
            cursor.Scanned = reader.Consumed;
            if (reader.Consumed > maxBytes) return false;
            if (cursor.IsInScan && !SkipData(ref reader, ref cursor)) return reader.Consumed > maxBytes ? false : null;
            if (reader.Remaining < 2) return null;
            reader.TryPeek(0, out var first);
            reader.TryPeek(1, out var marker);
            if (first != Marker) return GiveUp(ref cursor);
            if (marker == Marker)
            {
                // A fill byte.
                reader.Advance(1);
                continue;
            }

            // The next image begins: this one was cut off.
            if (marker == Start) return false;
            if (marker == End)
            {
                reader.Advance(2);
                return true;
            }

            if (marker is 0x01 or (>= 0xD0 and <= 0xD7))
            {
                reader.Advance(2);
                continue;
            }

            if (reader.Remaining < 4) return null;
            reader.TryPeek(2, out var high);
            reader.TryPeek(3, out var low);
            var length = (high << 8) | low;
            if (length < 2 || marker == 0) return GiveUp(ref cursor);
            if (reader.Remaining < 2 + length) return null;
            cursor.Segment = reader.Consumed;
            reader.Advance(2 + length);
            cursor.IsInScan = marker == StartOfScan;
        }
    }

    // A segment was too long: it holds the start of the next image, or lies. What comes before it was in order, previews in it too.
    private static bool? GiveUp(ref MjpegCursor cursor)
    {
        cursor.Scanned = cursor.Segment + 2;
        return false;
    }

    // Up to the marker that ends entropy-coded data; FF 00 and RST0 to RST7 belong to them.
    private static bool SkipData(ref SequenceReader<byte> reader, ref MjpegCursor cursor)
    {
        while (reader.TryAdvanceTo(Marker, advancePastDelimiter: false))
        {
            cursor.Scanned = reader.Consumed;
            if (!reader.TryPeek(1, out var next)) return false;
            if (next is 0 or (>= 0xD0 and <= 0xD7))
            {
                reader.Advance(2);
                continue;
            }

            if (next != Marker)
            {
                cursor.IsInScan = false;
                return true;
            }

            reader.Advance(1);
        }

        reader.AdvanceToEnd();
        cursor.Scanned = reader.Consumed;
        return false;
    }
}
