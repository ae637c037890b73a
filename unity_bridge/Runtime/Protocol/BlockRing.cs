using System;
using System.Threading;

namespace Moodvox.Protocol {
    /// <summary>Samples of one line on their way from the socket's thread to the audio thread.
    /// Role: a lock-free ring; positions count all samples since the last Clear and never wrap.
    /// Write: one thread. Read, Skip: one other thread.</summary>
    public sealed class BlockRing {
        readonly float[] _samples;
        readonly int _mask;
        long _written;
        long _read;

        /// <param name="capacity">In samples; rounded up to a power of two.</param>
        public BlockRing(int capacity) {
            int size = 1024;
            while (size < capacity) size *= 2;
            _samples = new float[size];
            _mask = size - 1;
        }

        public int Capacity => _samples.Length;
        public long Written => Volatile.Read(ref _written);
        public long ReadSamples => Volatile.Read(ref _read);
        public int Available => (int)(Volatile.Read(ref _written) - Volatile.Read(ref _read));

        /// <summary>Empty it; only while neither side is at work.</summary>
        public void Clear() {
            Volatile.Write(ref _written, 0);
            Volatile.Write(ref _read, 0);
        }

        /// <summary>Add PCM as it came; false, with nothing added, if there is no room.</summary>
        /// <param name="from">Sample of <paramref name="audio"/> to begin with.</param>
        public bool Write(byte[] audio, int samples, SampleFormat format, int from = 0) {
            long written = _written;
            if (samples > _samples.Length - (written - Volatile.Read(ref _read))) return false;
            int at = (int)(written & _mask);
            int first = Math.Min(samples, _samples.Length - at);
            Pcm.ToFloats(audio, from, format, _samples, at, first);
            Pcm.ToFloats(audio, from + first, format, _samples, 0, samples - first);
            Volatile.Write(ref _written, written + samples);
            return true;
        }

        /// <summary>Take up to <paramref name="count"/> samples; how many there were.</summary>
        public int Read(float[] to, int offset, int count) {
            long read = _read;
            int taken = (int)Math.Min(count, Volatile.Read(ref _written) - read);
            int at = (int)(read & _mask);
            int first = Math.Min(taken, _samples.Length - at);
            Array.Copy(_samples, at, to, offset, first);
            Array.Copy(_samples, 0, to, offset + first, taken - first);
            Volatile.Write(ref _read, read + taken);
            return taken;
        }
    }
}
