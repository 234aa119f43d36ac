using System.Diagnostics;
using EdgeAgent.Interop.Native;
using EdgeAgent.Interop.Sqlite;

namespace EdgeAgent.Interop.Tests.Sqlite;

public sealed class SqliteLibraryTests
{
    [Fact]
    public void Version_Installed_IsKnown()
    {
        Assert.StartsWith("3.", SqliteLibrary.Version, StringComparison.Ordinal);
        Assert.True(File.Exists(SqliteLibrary.Path), SqliteLibrary.Path);
        Assert.Equal(SqliteLibrary.Version, SqliteLibrary.Probe(SqliteLibrary.Path));
    }

    [Fact]
    public void Probe_Missing_NamesThePackage()
    {
        var error = Assert.Throws<NativeLibraryException>(() => SqliteLibrary.Probe("libsqlite3-absent.so.0"));
        Assert.EndsWith("install it with: apt install libsqlite3-0.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Probe_AnotherLibrary_SaysWhichFunctionIsNotThere()
    {
        var error = Assert.Throws<NativeLibraryException>(() => SqliteLibrary.Probe("libsndfile.so.1"));
        Assert.Contains("sqlite3_libversion", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3.34.1", 3034001, 1, "is SQLite 3.34.1, but SQLite 3.35 or a later 3.x is needed; install it with: apt install libsqlite3-0.")]
    [InlineData("4.0.0", 4000000, 1, "is SQLite 4.0.0, but SQLite 3.35 or a later 3.x is needed; install it with: apt install libsqlite3-0.")]
    [InlineData("3.40.1", 3040001, 0, "was built for one thread only (SQLITE_THREADSAFE=0); install it with: apt install libsqlite3-0.")]
    [InlineData("3.40.1", 3040001, 1, "has no function sqlite3_open_v2.")]
    public async Task Probe_DoesNotFit_SaysWhy(string version, int number, int threadSafe, string sentence)
    {
        using var folder = new TemporaryFolder();
        var library = await Built(folder, $$"""
            const char *sqlite3_libversion(void) { return "{{version}}"; }
            int sqlite3_libversion_number(void) { return {{number}}; }
            int sqlite3_threadsafe(void) { return {{threadSafe}}; }
            """);
        var error = Assert.Throws<NativeLibraryException>(() => SqliteLibrary.Probe(library));
        Assert.StartsWith(library, error.Message, StringComparison.Ordinal);
        Assert.EndsWith(sentence, error.Message, StringComparison.Ordinal);
    }

    private static async Task<string> Built(TemporaryFolder folder, string source)
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        Assert.SkipUnless(path.Split(':').Any(place => File.Exists(Path.Combine(place, "cc"))), "There is no C compiler to build a foreign library with.");
        var file = folder.Write("foreign.c", System.Text.Encoding.UTF8.GetBytes(source));
        using var compiler = Process.Start("cc", ["-shared", "-fPIC", "-o", folder["foreign.so"], file]);
        await compiler.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, compiler.ExitCode);
        return folder["foreign.so"];
    }
}
