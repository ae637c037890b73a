using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Moodvox.Protocol;

namespace Moodvox.Script {
    /// <summary>Writes a mood that moves over a line as tags, each at the word where its part
    /// begins. Role: from a drawn curve to what a writer can read. A tag acts from its place on,
    /// so it has to be known when each word is heard: the line's marks say so. Pure.</summary>
    public static class CurveTags {
        /// <summary>A shorter move is none.</summary>
        const double ShortestS = 0.05;

        /// <summary>The line with tags for the keys, the first of which is at 0; moods before its
        /// first word are replaced. "" if no word is known and more than one move has to be placed.</summary>
        /// <param name="words">Marks of the line as it was spoken last; only words count.</param>
        public static string Written(string text, List<Keyframe> keys, List<Mark> words, int rateHz, ICollection<string> emotions) {
            string line = TaggedText.WithMood(text, "", emotions);
            if (keys.Count < 2) return Joined("[" + keys[0].Mood + "]", line);
            if (keys.Count == 2) return Joined(Move(keys[0], keys[1], keys[1].AtS), line);
            List<Mark> said = words.FindAll(mark => mark.Kind == MarkKind.Word);
            if (said.Count == 0 || rateHz == 0) return "";
            List<int> places = TaggedText.Places(line);
            string head = "";
            double fromS = 0.0;
            var insertions = new List<KeyValuePair<int, string>>();
            for (int i = 1; i < keys.Count; i++) {
                double overS = keys[i].AtS - fromS;
                if (overS < ShortestS) continue;
                if (i == 1) head = Move(keys[0], keys[1], overS);
                else insertions.Add(new KeyValuePair<int, string>(Place(fromS, said, rateHz, places, line),
                    "[-> " + Named(keys[i].Mood) + " over " + Time(overS) + "] "));
                fromS = NextWordS(keys[i].AtS, said, rateHz);
            }
            var written = new StringBuilder(line);
            for (int i = insertions.Count - 1; i >= 0; i--) written.Insert(insertions[i].Key, insertions[i].Value);
            return Joined(head, written.ToString());
        }

        static double NextWordS(double atS, List<Mark> words, int rateHz) {
            foreach (Mark word in words) {
                double beginsS = (double)word.FirstSample / rateHz;
                if (beginsS >= atS - ShortestS) return Math.Max(beginsS, atS);
            }
            return atS;
        }

        static int Place(double atS, List<Mark> words, int rateHz, List<int> places, string line) {
            foreach (Mark word in words)
                if ((double)word.FirstSample / rateHz >= atS - ShortestS && word.Start < places.Count) return places[word.Start];
            return line.Length;
        }

        static string Move(Keyframe from, Keyframe to, double overS) =>
            "[" + Named(from.Mood) + " -> " + Named(to.Mood) + " over " + Time(overS) + "]";

        static string Named(Weights mood) => mood.Count == 0 ? "neutral" : mood.ToString();

        static string Time(double seconds) => Math.Max(seconds, 0.1).ToString("0.##", CultureInfo.InvariantCulture) + "s";

        static string Joined(string tag, string line) => tag.Length == 0 ? line : tag + " " + line;
    }
}
