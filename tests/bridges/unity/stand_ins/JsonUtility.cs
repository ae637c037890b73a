// A stand-in for UnityEngine.JsonUtility: public fields, lists, numbers and strings. Never shipped.
using System;
using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace UnityEngine {
    public static class JsonUtility {
        public static string ToJson(object what, bool pretty = false) {
            if (what is string) return "\"" + ((string)what).Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";
            if (what.GetType().IsPrimitive) return Convert.ToString(what, CultureInfo.InvariantCulture);
            var parts = new StringBuilder();
            if (what is IList) {
                foreach (object one in (IList)what) parts.Append(parts.Length > 0 ? ", " : "").Append(ToJson(one));
                return "[" + parts + "]";
            }
            foreach (FieldInfo field in what.GetType().GetFields(BindingFlags.Public | BindingFlags.Instance))
                parts.Append(parts.Length > 0 ? ", " : "").Append('"').Append(field.Name).Append("\": ").Append(ToJson(field.GetValue(what)));
            return "{" + parts + "}";
        }

        public static T FromJson<T>(string json) {
            int at = 0;
            return (T)Read(json, ref at, typeof(T));
        }

        static object Read(string json, ref int at, Type type) {
            char first = Skip(json, ref at);
            if (first == '{') return Object(json, ref at, type);
            if (first == '[' && typeof(IList).IsAssignableFrom(type)) return List(json, ref at, type);
            if (first == '[') {
                Pass(json, ref at);
                return null;
            }
            if (first == '"') return Text(json, ref at);
            int from = at;
            while (at < json.Length && ",}] \n\r".IndexOf(json[at]) < 0) at++;
            if (at == from) throw new ArgumentException("JSON parse error");
            return Convert.ChangeType(json.Substring(from, at - from), type, CultureInfo.InvariantCulture);
        }

        static object Object(string json, ref int at, Type type) {
            object made = Activator.CreateInstance(type);
            at++;
            while (Skip(json, ref at) != '}') {
                if (json[at] == ',') at++;
                Skip(json, ref at);
                string name = Text(json, ref at);
                Skip(json, ref at);
                at++;
                FieldInfo field = type.GetField(name);
                if (field == null) Pass(json, ref at);
                else field.SetValue(made, Read(json, ref at, field.FieldType));
            }
            at++;
            return made;
        }

        /// <summary>Over a value that has no place in the type, as Unity does.</summary>
        static void Pass(string json, ref int at) {
            int depth = 0;
            do {
                char first = Skip(json, ref at);
                if (first == '"') {
                    Text(json, ref at);
                    continue;
                }
                if (depth == 0 && (first == ',' || first == '}')) return;
                depth += first == '{' || first == '[' ? 1 : first == '}' || first == ']' ? -1 : 0;
                at++;
            } while (depth > 0 || Skip(json, ref at) != ',' && json[at] != '}');
        }

        static object List(string json, ref int at, Type type) {
            var list = (IList)Activator.CreateInstance(type);
            at++;
            while (Skip(json, ref at) != ']') {
                if (json[at] == ',') at++;
                list.Add(Read(json, ref at, type.GetGenericArguments()[0]));
            }
            at++;
            return list;
        }

        static string Text(string json, ref int at) {
            var text = new StringBuilder();
            for (at++; json[at] != '"'; at++) text.Append(json[at] == '\\' ? json[++at] : json[at]);
            at++;
            return text.ToString();
        }

        static char Skip(string json, ref int at) {
            while (at < json.Length && char.IsWhiteSpace(json[at])) at++;
            if (at >= json.Length) throw new ArgumentException("JSON parse error");
            return json[at];
        }
    }
}
