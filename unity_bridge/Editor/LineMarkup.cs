using System.Collections.Generic;
using System.Text;
using Moodvox.Protocol;
using Moodvox.Script;
using UnityEditor;
using UnityEngine;

namespace Moodvox.Editor {
    /// <summary>A line as rich text: tags coloured, the places of its faults marked. The main
    /// thread.</summary>
    static class LineMarkup {
        public static GUIStyle Style => new GUIStyle(EditorStyles.label) { richText = true, wordWrap = true };

        public static string Of(string line, List<Finding> findings) {
            var markup = new StringBuilder();
            int row = 1, column = 1;
            foreach (TextPiece piece in TaggedText.Pieces(line)) {
                int fromRow = row, fromColumn = column;
                foreach (char c in piece.Text) {
                    if (c == '\n') {
                        row++;
                        column = 1;
                    } else if (!char.IsLowSurrogate(c)) column++;
                }
                bool wrong = findings.Exists(found => found.IsError && Holds(found, fromRow, fromColumn, row, column));
                string colour = wrong ? "#e05050" : piece.IsTag ? "#5aa0e0" : "";
                // Rich text has no escapes: a space that nobody sees keeps < from being a tag.
                string shown = piece.Text.Replace("<", "<\u200b");
                markup.Append(colour.Length == 0 ? shown : "<color=" + colour + ">" + shown + "</color>");
            }
            return markup.ToString();
        }

        /// <summary>Row by row what is wrong, with its place.</summary>
        public static string Faults(List<Finding> findings) {
            var rows = new StringBuilder();
            foreach (Finding found in findings) {
                if (rows.Length > 0) rows.Append('\n');
                rows.Append(found.Line > 1 ? "row " + found.Line + ", " : "").Append("column ").Append(found.Column).Append(": ")
                    .Append(found.IsError ? "" : "warning: ").Append(found.Message).Append(found.Hint.Length > 0 ? " (" + found.Hint + ")" : "");
            }
            return rows.ToString();
        }

        static bool Holds(Finding found, int fromRow, int fromColumn, int toRow, int toColumn) {
            if (found.Line < fromRow || found.Line > toRow) return false;
            return (found.Line > fromRow || found.Column >= fromColumn) && (found.Line < toRow || found.Column < toColumn);
        }
    }
}
