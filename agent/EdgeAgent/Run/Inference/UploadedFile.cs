using Microsoft.Win32.SafeHandles;

namespace EdgeAgent.Run.Inference;

/// <summary>A file that a caller sent, kept for as long as a model looks at it. It has no name any more once it is open, so that nothing is left of it however the agent ends.</summary>
internal sealed class UploadedFile : IDisposable
{
    private const int Chunk = 64 * 1024;

    private readonly SafeFileHandle _handle;

    private UploadedFile(SafeFileHandle handle, long length) => (_handle, Length) = (handle, length);

    /// <summary>Bytes.</summary>
    public long Length { get; }

    /// <summary>A path that leads to it while it is open.</summary>
    public string Path => FormattableString.Invariant($"/proc/self/fd/{_handle.DangerousGetHandle()}");

    /// <summary>Keeps what a stream gives.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="Core.Control.ControlRefusedException">There is no room for it.</exception>
    public static async Task<UploadedFile> KeepAsync(Stream content, CancellationToken cancellation)
    {
        var handle = Create();
        try
        {
            var (buffer, length) = (new byte[Chunk], 0L);
            int read;
            while ((read = await content.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
            {
                Write(handle, buffer.AsSpan(0, read), length);
                length += read;
            }

            return new UploadedFile(handle, length);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static SafeFileHandle Create()
    {
        var path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"edge-agent-{Guid.NewGuid():N}");
        try
        {
            var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            File.Delete(path);
            return handle;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NoRoom(error);
        }
    }

    private static void Write(SafeFileHandle handle, ReadOnlySpan<byte> bytes, long at)
    {
        try
        {
            RandomAccess.Write(handle, bytes, at);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NoRoom(error);
        }
    }

    private static Core.Control.ControlRefusedException NoRoom(Exception error) =>
        new(Core.Control.RefusalKind.Unavailable, $"the file can't be kept in {System.IO.Path.GetTempPath()} ({error.Message.TrimEnd('.')}); free some space there, or set TMPDIR", error);
}
