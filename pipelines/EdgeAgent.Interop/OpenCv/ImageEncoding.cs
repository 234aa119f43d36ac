namespace EdgeAgent.Interop.OpenCv;

/// <summary>Formats that images are written in (<c>enum edge_encoding</c>).</summary>
public enum ImageEncoding
{
    /// <summary>JPEG, 8 bits.</summary>
    Jpeg = 0,

    /// <summary>PNG, without loss.</summary>
    Png = 1,
}
