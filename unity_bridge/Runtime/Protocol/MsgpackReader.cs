using System;
using System.Runtime.InteropServices;
using System.Text;

namespace Moodvox.Protocol {
    /// <summary>What stands next in msgpack bytes.</summary>
    public enum MsgpackKind { Nil, Bool, Int, Float, String, Binary, List, Map, Extension }

    /// <summary>Reads msgpack from a buffer, forwards, without allocating (but for strings that
    /// are asked for). Role: the bytes of every message that comes. One thread.</summary>
    public sealed class MsgpackReader {
        byte[] _bytes = Array.Empty<byte>();
        int _at;
        int _end;

        /// <summary>Read on from the start of these bytes.</summary>
        public void Reset(byte[] bytes, int offset, int count) {
            _bytes = bytes;
            _at = offset;
            _end = offset + count;
        }

        public int Position { get { return _at; } set { _at = value; } }
        public bool AtEnd => _at == _end;

        public MsgpackKind Kind() {
            byte head = Peek();
            if (head < 0x80 || head >= 0xe0) return MsgpackKind.Int;
            if (head < 0x90) return MsgpackKind.Map;
            if (head < 0xa0) return MsgpackKind.List;
            if (head < 0xc0) return MsgpackKind.String;
            switch (head) {
                case 0xc0: return MsgpackKind.Nil;
                case 0xc2: case 0xc3: return MsgpackKind.Bool;
                case 0xc4: case 0xc5: case 0xc6: return MsgpackKind.Binary;
                case 0xca: case 0xcb: return MsgpackKind.Float;
                case 0xd9: case 0xda: case 0xdb: return MsgpackKind.String;
                case 0xdc: case 0xdd: return MsgpackKind.List;
                case 0xde: case 0xdf: return MsgpackKind.Map;
                case 0xc1: throw new WireError("msgpack byte c1 means nothing");
            }
            return head >= 0xcc && head <= 0xd3 ? MsgpackKind.Int : MsgpackKind.Extension;
        }

        public void Nil() {
            if (Take() != 0xc0) throw new WireError("expected nil");
        }

        public bool Bool() {
            byte head = Take();
            if (head != 0xc2 && head != 0xc3) throw new WireError("expected a bool");
            return head == 0xc3;
        }

        public long Int() {
            byte head = Take();
            if (head < 0x80) return head;
            if (head >= 0xe0) return (sbyte)head;
            switch (head) {
                case 0xcc: return (long)BigEndian(1);
                case 0xcd: return (long)BigEndian(2);
                case 0xce: return (long)BigEndian(4);
                case 0xcf:
                    ulong large = BigEndian(8);
                    if (large > long.MaxValue) throw new WireError("an integer above 2^63 - 1");
                    return (long)large;
                case 0xd0: return (sbyte)BigEndian(1);
                case 0xd1: return (short)BigEndian(2);
                case 0xd2: return (int)BigEndian(4);
                case 0xd3: return (long)BigEndian(8);
            }
            throw new WireError("expected an integer");
        }

        /// <summary>A float, or an integer as one.</summary>
        public double Float() {
            byte head = Peek();
            if (head != 0xca && head != 0xcb) return Int();
            _at++;
            double value = head == 0xcb
                ? BitConverter.Int64BitsToDouble((long)BigEndian(8))
                : new FloatBits { Bits = (uint)BigEndian(4) }.Value;
            if (double.IsNaN(value) || double.IsInfinity(value))
                throw new WireError("a number must be finite");
            return value;
        }

        public string String() {
            Utf8 text = Text();
            return text.ToString();
        }

        /// <summary>A string where it lies in the buffer; good until the buffer changes.</summary>
        public Utf8 Text() {
            byte head = Take();
            int count;
            if (head >= 0xa0 && head < 0xc0) count = head & 31;
            else if (head == 0xd9) count = Size(1);
            else if (head == 0xda) count = Size(2);
            else if (head == 0xdb) count = Size(4);
            else throw new WireError("expected a string");
            Need(count);
            var text = new Utf8(_bytes, _at, count);
            _at += count;
            return text;
        }

        public int List() => Head("a list", 0x90, 0xdc, 1);

        public int Map() => Head("a map", 0x80, 0xde, 2);

        /// <summary>Step over one value, whatever it is.</summary>
        public void Skip() => Skip(Limits.MaxDepth);

        void Skip(int depth) {
            if (depth == 0) throw new WireError("values are nested too deeply");
            switch (Kind()) {
                case MsgpackKind.Nil: case MsgpackKind.Bool: _at++; break;
                case MsgpackKind.Int: Int(); break;
                case MsgpackKind.Float: Jump(Peek() == 0xca ? 5 : 9); break;
                case MsgpackKind.String: Text(); break;
                case MsgpackKind.Binary: SkipSized(0xc4, 0); break;
                case MsgpackKind.Extension: SkipExtension(); break;
                case MsgpackKind.List: for (int n = List(); n > 0; n--) Skip(depth - 1); break;
                default: for (int n = 2 * Map(); n > 0; n--) Skip(depth - 1); break;
            }
        }

        void SkipExtension() {
            if (Peek() < 0xd0) SkipSized(0xc7, 1);
            else Jump(2 + (1 << (Peek() - 0xd4)));
        }

        void SkipSized(byte first, int more) {
            int width = 1 << (Take() - first);
            Jump(Size(width) + more);
        }

        int Head(string what, byte few, byte many, int least) {
            byte head = Take();
            int count;
            if ((head & 0xf0) == few) count = head & 15;
            else if (head == many) count = Size(2);
            else if (head == many + 1) count = Size(4);
            else throw new WireError("expected " + what);
            // Each entry has at least one byte: a lying count is found before anything is made.
            if (count > (_end - _at) / least) throw new WireError("the message ends too early");
            return count;
        }

        int Size(int width) {
            ulong size = BigEndian(width);
            if (size > Limits.MaxPartBytes) throw new WireError("a value is too long");
            return (int)size;
        }

        void Jump(int count) {
            Need(count);
            _at += count;
        }

        byte Peek() {
            Need(1);
            return _bytes[_at];
        }

        byte Take() {
            Need(1);
            return _bytes[_at++];
        }

        ulong BigEndian(int width) {
            Need(width);
            ulong value = 0;
            for (int i = 0; i < width; i++) value = value << 8 | _bytes[_at++];
            return value;
        }

        void Need(int count) {
            if (count > _end - _at) throw new WireError("the message ends too early");
        }

        [StructLayout(LayoutKind.Explicit)]
        struct FloatBits {
            [FieldOffset(0)] public uint Bits;
            [FieldOffset(0)] public float Value;
        }
    }
}
