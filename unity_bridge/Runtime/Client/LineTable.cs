using System;
using Moodvox.Protocol;

namespace Moodvox.Client {
    /// <summary>The lines that are not over, as far as the sidecar is concerned. Role: shared by
    /// the main thread, which adds, and the link's, which looks up by bytes and removes; the
    /// array is never changed, only replaced. Any thread.</summary>
    sealed class LineTable {
        readonly object _lock = new object();
        volatile LineHandle[] _lines = Array.Empty<LineHandle>();

        /// <summary>In the order in which they were said. Not to be changed.</summary>
        public LineHandle[] All => _lines;

        public void Add(LineHandle line) {
            lock (_lock) {
                var more = new LineHandle[_lines.Length + 1];
                Array.Copy(_lines, more, _lines.Length);
                more[_lines.Length] = line;
                _lines = more;
            }
        }

        public LineHandle Find(Utf8 id) {
            LineHandle[] lines = _lines;
            for (int i = 0; i < lines.Length; i++)
                if (id.Is(lines[i].IdUtf8)) return lines[i];
            return null;
        }

        public LineHandle Find(string id) {
            foreach (LineHandle line in _lines)
                if (line.Id == id) return line;
            return null;
        }

        public void Remove(LineHandle line) {
            lock (_lock) {
                int at = Array.IndexOf(_lines, line);
                if (at < 0) return;
                var fewer = new LineHandle[_lines.Length - 1];
                Array.Copy(_lines, fewer, at);
                Array.Copy(_lines, at + 1, fewer, at, fewer.Length - at);
                _lines = fewer;
            }
        }
    }
}
