using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Moodvox.Protocol;

namespace Moodvox.Tests {
    /// <summary>One JSON object, written field by field.</summary>
    sealed class Json {
        readonly StringBuilder _text = new StringBuilder("{");

        public Json Raw(string name, string json) {
            if (_text.Length > 1) _text.Append(", ");
            _text.Append(Quoted(name)).Append(": ").Append(json);
            return this;
        }

        public Json Text(string name, string value) => Raw(name, Quoted(value));

        public Json Number(string name, double value) => Raw(name, Number(value));

        public Json Number(string name, long value) => Raw(name, value.ToString(CultureInfo.InvariantCulture));

        public override string ToString() => _text + "}";

        public static string Number(double value) {
            string text = value.ToString("R", CultureInfo.InvariantCulture);
            return text.IndexOfAny(new[] { '.', 'E' }) < 0 ? text + ".0" : text;
        }

        public static string Quoted(string text) {
            var quoted = new StringBuilder("\"");
            foreach (char c in text) {
                if (c == '"' || c == '\\') quoted.Append('\\').Append(c);
                else if (c < ' ' || c > '~') quoted.Append("\\u").Append(((int)c).ToString("x4"));
                else quoted.Append(c);
            }
            return quoted.Append('"').ToString();
        }

        public static string List(List<string> items) => "[" + string.Join(", ", items.ToArray()) + "]";

        public static string Of(List<string> texts) => List(texts.ConvertAll(Quoted));

        public static string Of(float[] values) => List(new List<float>(values).ConvertAll(value => Number((double)value)));

        public static string Of(Weights mood) {
            var json = new Json();
            for (int i = 0; i < mood.Count; i++) json.Number(mood.Name(i), mood.Value(i));
            return json.ToString();
        }

        public static string Of(Dictionary<string, double> numbers) {
            var json = new Json();
            foreach (KeyValuePair<string, double> pair in numbers) json.Number(pair.Key, pair.Value);
            return json.ToString();
        }
    }
}
