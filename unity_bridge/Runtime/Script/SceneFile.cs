using System;
using System.Collections.Generic;

namespace Moodvox.Script {
    /// <summary>One spoken row of a scene.</summary>
    public sealed class SceneLine {
        /// <summary>From 1.</summary>
        public int Row;
        public string Character = "";
        /// <summary>In parentheses behind the name; "" if there is none.</summary>
        public string Mood = "";
        /// <summary>With tags, without the id.</summary>
        public string Text = "";
        /// <summary>Without the #; "" if it has none.</summary>
        public string Id = "";
        /// <summary>Directions that stand below it, up to the next line.</summary>
        public List<string> Directions = new List<string>();

        /// <summary>As Say takes it: the mood of the row as the first tag.</summary>
        public string Spoken => Mood.Length > 0 ? "[" + Mood + "] " + Text : Text;
    }

    /// <summary>A `.mood` scene (docs/script.md), read for playing and written back row by row.
    /// Role: rows, names, ids and directions; `moodvox check` finds their faults. Pure.</summary>
    public sealed class SceneFile {
        readonly List<string> _rows;

        public readonly List<SceneLine> Lines = new List<SceneLine>();
        /// <summary>Directions above the first line.</summary>
        public readonly List<string> Opening = new List<string>();

        public SceneFile(string text) {
            _rows = new List<string>(text.Replace("\r\n", "\n").Split('\n'));
            for (int i = 0; i < _rows.Count; i++) Read(_rows[i].Trim(), i + 1);
        }

        /// <summary>The whole file, with the rows that were changed.</summary>
        public string Text => string.Join("\n", _rows.ToArray());

        /// <summary>Write a line's text anew; its name, mood and id stay.</summary>
        public void Rewrite(SceneLine line, string text) {
            line.Text = text;
            string head = line.Character + (line.Mood.Length > 0 ? " (" + line.Mood + ")" : "") + ": ";
            _rows[line.Row - 1] = head + text + (line.Id.Length > 0 ? " #" + line.Id : "");
        }

        /// <summary>The scenes below a folder: .mood files, and .mood.txt as Unity imports them.</summary>
        public static List<string> Find(string folder) {
            var found = new List<string>();
            foreach (string pattern in new[] { "*.mood", "*.mood.txt" })
                foreach (string file in System.IO.Directory.GetFiles(folder, pattern, System.IO.SearchOption.AllDirectories))
                    if (!found.Contains(file)) found.Add(file);
            found.Sort(StringComparer.Ordinal);
            return found;
        }

        void Read(string row, int number) {
            if (row.Length == 0 || row[0] == '#') return;
            if (row[0] == '@') {
                (Lines.Count > 0 ? Lines[Lines.Count - 1].Directions : Opening).Add(row);
                return;
            }
            int colon = row.IndexOf(':');
            if (colon < 1) return;
            string name = row.Substring(0, colon).Trim(), text = row.Substring(colon + 1).Trim();
            var line = new SceneLine { Row = number };
            int open = name.IndexOf('(');
            if (open > 0 && name.EndsWith(")")) {
                line.Mood = name.Substring(open + 1, name.Length - open - 2).Trim();
                name = name.Substring(0, open).Trim();
            }
            line.Character = name;
            int id = IdAt(text);
            line.Id = id < 0 ? "" : text.Substring(id + 1).Trim();
            line.Text = (id < 0 ? text : text.Substring(0, id)).Trim();
            Lines.Add(line);
        }

        /// <summary>Place of the # of an id at the end; -1 if there is none.</summary>
        static int IdAt(string text) {
            int at = text.LastIndexOf('#');
            if (at < 1 || text[at - 1] != ' ' || at + 1 >= text.Length || !char.IsLetter(text[at + 1])) return -1;
            return text.IndexOf(' ', at) < 0 && text.IndexOf(']', at) < 0 ? at : -1;
        }
    }
}
