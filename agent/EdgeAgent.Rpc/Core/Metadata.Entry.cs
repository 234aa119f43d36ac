using System.Buffers;
using System.Text;

namespace Grpc.Core;

public sealed partial class Metadata
{
    private static readonly SearchValues<char> KeyCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.");

    /// <summary>One key with its text or bytes.</summary>
    public sealed class Entry
    {
        private readonly string? _text;
        private readonly byte[]? _bytes;

        /// <summary>Makes an entry of text.</summary>
        /// <param name="key">Lower-case letters, digits, <c>_ - .</c>; upper case is lowered; no <c>-bin</c> at its end.</param>
        /// <param name="value">Printable ASCII.</param>
        /// <exception cref="ArgumentException">The key or value cannot travel in a header.</exception>
        public Entry(string key, string value)
        {
            ArgumentNullException.ThrowIfNull(value);
            Key = Checked(key);
            if (IsBinary) throw new ArgumentException($"metadata '{Key}' ends with {BinaryHeaderSuffix} and carries bytes, not text", nameof(value));
            if (value.AsSpan().ContainsAnyExceptInRange(' ', '~')) throw new ArgumentException($"the value of metadata '{Key}' holds characters that are not printable ASCII; send it under '{Key}{BinaryHeaderSuffix}'", nameof(value));
            _text = value;
        }

        /// <summary>Makes an entry of bytes.</summary>
        /// <param name="key">A key that ends with <c>-bin</c>.</param>
        /// <param name="valueBytes">The bytes; they are not copied.</param>
        /// <exception cref="ArgumentException">The key cannot travel in a header or does not end with <c>-bin</c>.</exception>
        public Entry(string key, byte[] valueBytes)
        {
            ArgumentNullException.ThrowIfNull(valueBytes);
            Key = Checked(key);
            if (!IsBinary) throw new ArgumentException($"metadata '{Key}' carries bytes, so its key must end with {BinaryHeaderSuffix}", nameof(key));
            _bytes = valueBytes;
        }

        // Received text is taken as it came: it travelled in a header already.
        private Entry(string key, string? text, byte[]? bytes) => (Key, _text, _bytes) = (key, text, bytes);

        /// <summary>The key, in lower case.</summary>
        public string Key { get; }

        /// <summary>True when the value is bytes.</summary>
        public bool IsBinary => Key.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal);

        /// <summary>The text.</summary>
        /// <exception cref="InvalidOperationException">The value is bytes.</exception>
        public string Value => _text ?? throw new InvalidOperationException($"metadata '{Key}' carries bytes");

        /// <summary>The bytes, or the text as ASCII.</summary>
        public byte[] ValueBytes => _bytes ?? Encoding.ASCII.GetBytes(_text!);

        /// <inheritdoc/>
        public override string ToString() => IsBinary ? $"{Key}: {ValueBytes.Length} bytes" : $"{Key}: {_text}";

        internal static Entry Received(string key, string text) => new(key, text, null);

        internal static Entry Received(string key, byte[] bytes) => new(key, null, bytes);

        private static string Checked(string key)
        {
            ArgumentException.ThrowIfNullOrEmpty(key);
            var lower = key.ToLowerInvariant();
            return lower.AsSpan().ContainsAnyExcept(KeyCharacters)
                ? throw new ArgumentException($"'{key}' is no metadata key: letters, digits and _ - . only", nameof(key))
                : lower;
        }
    }
}
