using System;
using System.Collections.Generic;
using System.Globalization;
using Moodvox.Protocol;

namespace Moodvox.Script {
    public enum DirectionKind { Wait, Interrupt, Mood }

    /// <summary>A row of a scene that begins with @. Role: what happens while or after the line
    /// above is heard. Pure.</summary>
    public sealed class Direction {
        public DirectionKind Kind;
        public string Character = "";
        public Weights Mood = new Weights();
        public double OverS;
        /// <summary>After so much of the line above; below 0: when it is over.</summary>
        public double AfterS = -1.0;

        /// <summary>null if it is none; presets of the project are not known here, so a mood made
        /// of them is left out.</summary>
        public static Direction Parse(string row) {
            var words = new List<string>(row.TrimStart('@').Split(new[] { ' ' }, StringSplitOptions.RemoveEmptyEntries));
            if (words.Count < 2) return null;
            var direction = new Direction();
            double time;
            if (words[0] == "wait") return Time(words[1], out time) ? new Direction { Kind = DirectionKind.Wait, AfterS = time } : null;
            direction.Kind = words[0] == "interrupt" ? DirectionKind.Interrupt : DirectionKind.Mood;
            if (words[0] != "interrupt" && words[0] != "mood") return null;
            direction.Character = words[1];
            for (int i = 2; i < words.Count; i++) {
                if (words[i] == "over" && i + 1 < words.Count && Time(words[i + 1], out time)) { direction.OverS = time; i++; }
                else if (words[i] == "after" && i + 1 < words.Count && Time(words[i + 1], out time)) { direction.AfterS = time; i++; }
                else if (words[i] != "+" && char.IsLetter(words[i][0])) direction.Mood.Add(words[i], Weight(words, i + 1));
            }
            return direction;
        }

        static double Weight(List<string> words, int at) {
            double weight;
            return at < words.Count && Number(words[at], out weight) ? weight : 1.0;
        }

        static bool Time(string word, out double seconds) {
            bool ms = word.EndsWith("ms");
            string digits = word.TrimEnd('m', 's');
            if (!word.EndsWith("s") || !Number(digits, out seconds)) {
                seconds = 0.0;
                return false;
            }
            if (ms) seconds /= 1000.0;
            return true;
        }

        static bool Number(string word, out double value) =>
            double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }
}
