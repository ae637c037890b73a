using System.IO;

namespace Moodvox.Editor {
    /// <summary>A folder with all that is in it. Role: replaces what an earlier build left, keeps
    /// the right to be run, which File.Copy takes along. Any thread.</summary>
    static class FolderCopy {
        /// <returns>Bytes copied.</returns>
        public static long Copy(string from, string to) {
            if (Directory.Exists(to)) Directory.Delete(to, true);
            Directory.CreateDirectory(to);
            long bytes = 0;
            foreach (string file in Directory.GetFiles(from)) {
                File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
                bytes += new FileInfo(file).Length;
            }
            foreach (string folder in Directory.GetDirectories(from)) bytes += Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
            return bytes;
        }
    }
}
