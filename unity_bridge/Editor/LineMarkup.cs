using System.Text;
using Moodvox.Client;
using Moodvox.Script;
using UnityEditor;
using UnityEngine;

namespace Moodvox.Editor {
    /// <summary>A line as rich text: tags coloured, the fault's place marked. The main thread.</summary>
    static class LineMarkup {
        public static GUIStyle Style => new GUIStyle(EditorStyles.label) { richText = true, wordWrap = true };

        public static string Of(string line, Fault fault) {
            int wrong = fault == null ? 0 : fault.Column;
            var markup = new StringBuilder();
            int column = 1;
            foreach (TextPiece piece in TaggedText.Pieces(line)) {
                bool here = wrong >= column && wrong < column + piece.Text.Length;
                string colour = here ? "#e05050" : piece.IsTag ? "#5aa0e0" : "";
                // Rich text has no escapes: a space that nobody sees keeps < from being a tag.
                string shown = piece.Text.Replace("<", "<\u200b");
                markup.Append(colour.Length == 0 ? shown : "<color=" + colour + ">" + shown + "</color>");
                column += piece.Text.Length;
            }
            return markup.ToString();
        }
    }
}
