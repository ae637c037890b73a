using System;
using System.Text;

namespace Moodvox.Protocol {
    /// <summary>Writes msgpack in its shortest form into a buffer that grows and is used again.
    /// Role: the bytes of every message that leaves. One thread at a time.</summary>
    public sealed class MsgpackWriter {
        byte[] _bytes;
        int _count;

        public MsgpackWriter(int capacity = 256) {
            _bytes = new byte[capacity];
        }

        /// <summary>The buffer; its first <see cref="Count"/> bytes are written.</summary>
        public byte[] Bytes => _bytes;
        public int Count => _count;

        public void Clear() {
            _count = 0;
        }

        public void Nil() => Put(0xc0);

        public void Bool(bool value) => Put(value ? (byte)0xc3 : (byte)0xc2);

        public void Int(long value) {
            if (value >= 0) Unsigned((ulong)value);
            else if (value >= -32) Put((byte)value);
            else if (value >= sbyte.MinValue) { Put(0xd0); Put((byte)value); }
            else if (value >= short.MinValue) { Put(0xd1); BigEndian((ulong)value, 2); }
            else if (value >= int.MinValue) { Put(0xd2); BigEndian((ulong)value, 4); }
            else { Put(0xd3); BigEndian((ulong)value, 8); }
        }

        public void Float(double value) {
            if (double.IsNaN(value) || double.IsInfinity(value))
                throw new WireError("a number must be finite");
            Put(0xcb);
            BigEndian((ulong)BitConverter.DoubleToInt64Bits(value), 8);
        }

        public void String(string value) {
            int bytes = Encoding.UTF8.GetByteCount(value);
            StringHead(bytes);
            Reserve(bytes);
            _count += Encoding.UTF8.GetBytes(value, 0, value.Length, _bytes, _count);
        }

        /// <summary>A string that is at hand as UTF-8 already.</summary>
        public void Utf8(byte[] value) {
            StringHead(value.Length);
            Raw(value, 0, value.Length);
        }

        public void List(int count) => Head(count, 0x90, 0xdc);

        /// <summary>Followed by <paramref name="count"/> pairs of key and value.</summary>
        public void Map(int count) => Head(count, 0x80, 0xde);

        public void Raw(byte[] bytes, int offset, int count) {
            Reserve(count);
            Buffer.BlockCopy(bytes, offset, _bytes, _count, count);
            _count += count;
        }

        void Unsigned(ulong value) {
            if (value < 128) Put((byte)value);
            else if (value <= byte.MaxValue) { Put(0xcc); Put((byte)value); }
            else if (value <= ushort.MaxValue) { Put(0xcd); BigEndian(value, 2); }
            else if (value <= uint.MaxValue) { Put(0xce); BigEndian(value, 4); }
            else { Put(0xcf); BigEndian(value, 8); }
        }

        void StringHead(int bytes) {
            if (bytes < 32) Put((byte)(0xa0 | bytes));
            else if (bytes <= byte.MaxValue) { Put(0xd9); Put((byte)bytes); }
            else if (bytes <= ushort.MaxValue) { Put(0xda); BigEndian((ulong)bytes, 2); }
            else { Put(0xdb); BigEndian((ulong)bytes, 4); }
        }

        void Head(int count, byte few, byte many) {
            if (count < 16) Put((byte)(few | count));
            else if (count <= ushort.MaxValue) { Put(many); BigEndian((ulong)count, 2); }
            else { Put((byte)(many + 1)); BigEndian((ulong)count, 4); }
        }

        void Put(byte value) {
            Reserve(1);
            _bytes[_count++] = value;
        }

        void BigEndian(ulong value, int bytes) {
            Reserve(bytes);
            for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) _bytes[_count++] = (byte)(value >> shift);
        }

        void Reserve(int more) {
            if (_count + more > _bytes.Length)
                Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _count + more));
        }
    }
}
