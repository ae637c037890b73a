using System.Collections.Generic;
using Moodvox.Protocol;

namespace Moodvox.Client {
    /// <summary>What a line needs while it is heard. Role: the big things, lent from a pool, so
    /// that a line costs no new ring. The pool: the main thread.</summary>
    sealed class LineBuffers {
        public readonly BlockRing Ring;
        public readonly MoodTrack Moods = new MoodTrack();

        LineBuffers(int samples) {
            Ring = new BlockRing(samples);
        }

        /// <summary>Buffers that are free, for lines with one lead.</summary>
        public sealed class Pool {
            readonly Stack<LineBuffers> _free = new Stack<LineBuffers>();
            readonly int _samples;

            public Pool(double leadMs) {
                // Up to the lead beyond what was credited, a block of slack, and credit that is under way.
                _samples = (int)((leadMs + 1000.0) * 48.0);
            }

            public LineBuffers Lend() {
                if (_free.Count == 0) return new LineBuffers(_samples);
                LineBuffers buffers = _free.Pop();
                buffers.Ring.Clear();
                buffers.Moods.Clear();
                return buffers;
            }

            public void TakeBack(LineBuffers buffers) {
                _free.Push(buffers);
            }
        }
    }
}
