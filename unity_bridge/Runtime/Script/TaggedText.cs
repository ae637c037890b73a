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

        const string Closing = ",;:.!?)\u00bb\u201d";

        /// <summary>What is spoken of a line, without tags, as the places of words count it.</summary>
        public static string Plain(string text) {
            var plain = new StringBuilder();
            Walk(text, plain);
            return plain.ToString();
        }

        /// <summary>For each code point of the plain text, its place in the line, in chars.</summary>
        public static List<int> Places(string text) => Walk(text, new StringBuilder());

        /// <summary>A tag with spaces on both sides leaves one of them, and none before a closing
        /// mark; the line's ends are stripped.</summary>
        static List<int> Walk(string text, StringBuilder plain) {
            var chars = new List<int>();
            bool afterTag = false, spaced = false;
            int at = 0;
            foreach (TextPiece piece in Pieces(text)) {
                int end = at + piece.Text.Length;
                if (piece.IsTag) {
                    string said = Said(piece.Text);
                    foreach (char c in said) Put(plain, chars, c, at);
                    afterTag = said.Length == 0;
                    spaced = false;
                    at = end;
                    continue;
                }
                for (; at < end; at++) {
                    if (text[at] == '\\' && at + 1 < end) at++;
                    bool behindSpace = plain.Length == 0 || char.IsWhiteSpace(plain[plain.Length - 1]);
                    if (afterTag && char.IsWhiteSpace(text[at]) && behindSpace) {
                        spaced = true;
                        continue;
                    }
                    if (afterTag && !spaced && Closes(text, at)) TrimEnd(plain, chars);
                    afterTag = false;
                    Put(plain, chars, text[at], at);
                }
            }
            TrimEnd(plain, chars);
            int lead = 0;
            while (lead < plain.Length && char.IsWhiteSpace(plain[lead])) lead++;
            plain.Remove(0, lead);
            chars.RemoveRange(0, lead);
            var places = new List<int>(chars.Count);
            for (int i = 0; i < plain.Length; i++)
                if (!char.IsLowSurrogate(plain[i])) places.Add(chars[i]);
            return places;
        }

        static void Put(StringBuilder plain, List<int> places, char c, int at) {
            plain.Append(c);
            places.Add(at);
        }

        static void TrimEnd(StringBuilder plain, List<int> places) {
            while (plain.Length > 0 && char.IsWhiteSpace(plain[plain.Length - 1])) {
                plain.Length--;
                places.RemoveAt(plain.Length);
            }
        }

        /// <summary>Whether a mark stands there before which there is no space.</summary>
        static bool Closes(string text, int at) {
            if (Closing.IndexOf(text[at]) < 0) return false;
            if (at + 1 == text.Length) return true;
            char next = text[at + 1];
            return next != '.' && next != '_' && !char.IsLetterOrDigit(next);
        }

        /// <summary>The word that a tag puts into the text: of [say Kylo as ...] it is Kylo.</summary>
        static string Said(string tag) {
            string body = tag.Trim('[', ']', ' ');
            int middle = body.IndexOf(" as ", System.StringComparison.Ordinal);
            return body.StartsWith("say ") && middle > 0 ? body.Substring(4, middle - 4).Trim() : "";
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
