using System;
using System.Text;

namespace Moodvox.Protocol {
    /// <summary>Text where it lies in a buffer, so that it can be compared without becoming a
    /// string. Role: names in messages that come often. Good until its buffer changes.</summary>
    public readonly struct Utf8 {
        static readonly UTF8Encoding Strict = new UTF8Encoding(false, true);
        readonly byte[] _bytes;
        readonly int _offset;

        public Utf8(byte[] bytes, int offset, int count) {
            _bytes = bytes;
            _offset = offset;
            Count = count;
        }

        /// <summary>Length in bytes.</summary>
        public int Count { get; }

        public bool Is(byte[] other) {
            if (other.Length != Count) return false;
            for (int i = 0; i < Count; i++)
                if (_bytes[_offset + i] != other[i]) return false;
            return true;
        }

        /// <summary>Whether it is this ASCII text.</summary>
        public bool Is(string ascii) {
            if (ascii.Length != Count) return false;
            for (int i = 0; i < Count; i++)
                if (_bytes[_offset + i] != ascii[i]) return false;
            return true;
        }

        public uint Hash() {
            uint hash = 2166136261;
            for (int i = 0; i < Count; i++) hash = (hash ^ _bytes[_offset + i]) * 16777619;
            return hash;
        }

        public byte[] ToBytes() {
            var bytes = new byte[Count];
            if (Count > 0) Buffer.BlockCopy(_bytes, _offset, bytes, 0, Count);
            return bytes;
        }

        public override string ToString() {
            try {
                return Count == 0 ? "" : Strict.GetString(_bytes, _offset, Count);
            } catch (ArgumentException) {
                throw new WireError("a string is not UTF-8");
            }
        }
    }
}
