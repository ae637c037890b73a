using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Moodvox.Script {
    /// <summary>A stretch of a line: a tag with its brackets, or what stands between tags.</summary>
    public struct TextPiece {
        public string Text;
        public bool IsTag;
    }

    /// <summary>A tagged line as an editor sees it. Role: where its tags are, and how a mood is
    /// written into it; what a tag means is the sidecar's to say. Pure; any thread.</summary>
    public static class TaggedText {
        /// <summary>Cut into tags and the rest; a backslash takes the next bracket's meaning.</summary>
        public static List<TextPiece> Pieces(string text) {
            var pieces = new List<TextPiece>();
            int from = 0;
            for (int i = 0; i < text.Length; i++) {
                if (text[i] == '\\') {
                    i++;
                    continue;
                }
                if (text[i] != '[') continue;
                Add(pieces, text, from, i, false);
                int end = i;
                while (end < text.Length && text[end] != ']') end++;
                from = end < text.Length ? end + 1 : end;
                Add(pieces, text, i, from, true);
                i = from - 1;
            }
            Add(pieces, text, from, text.Length, false);
            return pieces;
        }

        /// <summary>The line begins with this mood ("sad 0.6 + tired 0.2"), instead of with the
        /// mood that it began with; "" takes that away.</summary>
        public static string WithMood(string text, string mood, ICollection<string> emotions) {
            List<TextPiece> pieces = Pieces(text);
            var rest = new StringBuilder();
            int i = 0;
            // Only tags before the first word: [rate] and [pause] there stay.
            for (; i < pieces.Count && (pieces[i].IsTag || pieces[i].Text.Trim().Length == 0); i++)
                if (!pieces[i].IsTag || !IsMood(pieces[i].Text, emotions)) rest.Append(pieces[i].Text);
            for (; i < pieces.Count; i++) rest.Append(pieces[i].Text);
            string line = rest.ToString().TrimStart();
            return mood.Length == 0 ? line : "[" + mood + "] " + line;
        }

        /// <summary>[angry 0.4 -> calm over 2s] for a straight way from one mood to another.</summary>
        public static string Move(string from, string to, double overS) =>
            from + " -> " + to + " over " + overS.ToString("0.##", CultureInfo.InvariantCulture) + "s";

        /// <summary>Whether a tag, with its brackets, sets or moves a mood.</summary>
        public static bool IsMood(string tag, ICollection<string> emotions) {
            string inside = tag.Trim('[', ']', ' ').ToLowerInvariant();
            if (inside.StartsWith("->") || inside.StartsWith("emotion:")) return true;
            int end = 0;
            while (end < inside.Length && (char.IsLetter(inside[end]) || inside[end] == '_' || inside[end] == '-')) end++;
            string word = inside.Substring(0, end);
            return word == "neutral" || emotions.Contains(word);
        }

        static void Add(List<TextPiece> pieces, string text, int from, int to, bool tag) {
            if (to > from) pieces.Add(new TextPiece { Text = text.Substring(from, to - from), IsTag = tag });
        }
    }
}
