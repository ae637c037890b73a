using System.Collections.Generic;

namespace Moodvox.Protocol {
    /// <summary>Gives the same string for the same bytes, so that names which come in every
    /// block (emotions, visemes) are made once. Role: no allocation per block. One thread.</summary>
    public sealed class NameTable {
        /// <summary>Names kept; what comes beyond is made anew each time.</summary>
        public const int Most = 4096;

        readonly Dictionary<uint, KeyValuePair<byte[], string>> _names =
            new Dictionary<uint, KeyValuePair<byte[], string>>();

        public string Get(Utf8 name) {
            uint hash = name.Hash();
            KeyValuePair<byte[], string> known;
            bool taken = _names.TryGetValue(hash, out known);
            if (taken && name.Is(known.Key)) return known.Value;
            string text = name.ToString();
            if (!taken && _names.Count < Most)
                _names[hash] = new KeyValuePair<byte[], string>(name.ToBytes(), text);
            return text;
        }
    }
}
