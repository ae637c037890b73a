using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Moodvox.Protocol {
    /// <summary>A mood: emotion names with weights 0 to 1 that together are at most 1; the rest
    /// is neutral. Role: a small list that can be filled again without allocating. One thread
    /// at a time.</summary>
    public sealed class Weights {
        string[] _names = new string[4];
        double[] _values = new double[4];

        public int Count { get; private set; }

        public string Name(int index) => _names[index];

        public double Value(int index) => _values[index];

        /// <summary>The weight of an emotion; 0 if it is not there.</summary>
        public double this[string name] {
            get {
                for (int i = 0; i < Count; i++)
                    if (_names[i] == name) return _values[i];
                return 0.0;
            }
        }

        public static Weights Of(string name, double value = 1.0) => new Weights().Add(name, value);

        public static Weights From(IEnumerable<KeyValuePair<string, double>> pairs) {
            var weights = new Weights();
            foreach (KeyValuePair<string, double> pair in pairs) weights.Add(pair.Key, pair.Value);
            return weights;
        }

        public static Weights Copy(Weights other) {
            var weights = new Weights();
            weights.CopyFrom(other);
            return weights;
        }

        public Weights Add(string name, double value) {
            if (Count == _names.Length) {
                Array.Resize(ref _names, 2 * Count);
                Array.Resize(ref _values, 2 * Count);
            }
            _names[Count] = name;
            _values[Count++] = value;
            return this;
        }

        public void Clear() {
            Count = 0;
        }

        public void CopyFrom(Weights other) {
            Clear();
            for (int i = 0; i < other.Count; i++) Add(other._names[i], other._values[i]);
        }

        public bool Same(Weights other) {
            if (other.Count != Count) return false;
            for (int i = 0; i < Count; i++)
                if (other[_names[i]] != _values[i]) return false;
            return true;
        }

        /// <summary>What is wrong with it; "" if nothing is.</summary>
        public string Fault() {
            if (Count > Limits.MaxWeights) return "more than " + Limits.MaxWeights + " emotions";
            double sum = 0.0;
            for (int i = 0; i < Count; i++) {
                if (!(_values[i] >= 0.0 && _values[i] <= 1.0))
                    return "weight of '" + _names[i] + "' " + Text(_values[i]) + " is outside 0 to 1";
                sum += _values[i];
            }
            return sum > 1.0 + 1e-6 ? "weights add up to " + Text(sum) + ", above 1" : "";
        }

        internal void Write(MsgpackWriter to) {
            to.Map(Count);
            for (int i = 0; i < Count; i++) {
                to.String(_names[i]);
                to.Float(_values[i]);
            }
        }

        internal void Read(MsgpackReader from, NameTable names) {
            Clear();
            for (int n = from.Map(); n > 0; n--) {
                string name = names.Get(from.Text());
                Add(name, from.Float());
            }
        }

        /// <summary>As in a tag: "sad 0.6 + tired 0.2"; "neutral" if there is nothing.</summary>
        public override string ToString() {
            var text = new StringBuilder();
            for (int i = 0; i < Count; i++) {
                if (i > 0) text.Append(" + ");
                text.Append(_names[i]).Append(' ').Append(Text(_values[i]));
            }
            return Count == 0 ? "neutral" : text.ToString();
        }

        static string Text(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
    }
}
