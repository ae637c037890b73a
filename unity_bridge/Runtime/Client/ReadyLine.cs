using System.Text;

namespace Moodvox.Client {
    /// <summary>What the sidecar says when clients may connect: one row of JSON. Role: read it
    /// without a JSON library. Any thread.</summary>
    public sealed class ReadyLine {
        public string Version = "";
        public int Port;
        public string Token = "";

        /// <summary>null if it is something else, or not whole yet.</summary>
        public static ReadyLine Parse(string text) {
            if (!text.TrimEnd().EndsWith("}")) return null;
            var line = new ReadyLine { Version = Field(text, "moodvox"), Token = Field(text, "token") };
            return int.TryParse(Field(text, "port"), out line.Port) && line.Version.Length > 0 ? line : null;
        }

        static string Field(string text, string name) {
            int at = text.IndexOf("\"" + name + "\"", System.StringComparison.Ordinal);
            at = at < 0 ? -1 : text.IndexOf(':', at);
            if (at < 0) return "";
            do at++; while (at < text.Length && text[at] == ' ');
            bool quoted = at < text.Length && text[at] == '"';
            var value = new StringBuilder();
            for (int i = quoted ? at + 1 : at; i < text.Length; i++) {
                char c = text[i];
                if (quoted ? c == '"' : c == ',' || c == '}' || c == ' ') break;
                if (c == '\\' && i + 1 < text.Length) c = text[++i];
                value.Append(c);
            }
            return value.ToString();
        }
    }
}
