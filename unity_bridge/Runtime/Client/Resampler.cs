using System;
using Moodvox.Protocol;

namespace Moodvox.Client {
    /// <summary>Takes a line's samples out of its ring at the rate of the sound card. Role: equal
    /// rates are passed on as they are; others go through a windowed sinc. The audio thread; it
    /// allocates nothing.</summary>
    sealed class Resampler {
        const int Half = SincTable.Taps / 2;
        readonly float[] _window = new float[1024];
        int _count;
        double _at;
        long _dropped;
        bool _tailed;

        /// <summary>Samples of the line that have been played.</summary>
        public long Position => _dropped + (long)_at;

        /// <summary>A new line begins, with half a window of silence before it.</summary>
        public void Reset() {
            Array.Clear(_window, 0, Half - 1);
            _count = Half - 1;
            _at = 0.0;
            _dropped = 0;
            _tailed = false;
        }

        /// <summary>Make up to <paramref name="count"/> samples; how many could be made.</summary>
        /// <param name="whole">All of the line is in the ring: play it out to its last sample.</param>
        public int Read(LineHandle line, float[] to, int offset, int count, int rateHz, bool whole) {
            BlockRing ring = line.Buffers.Ring;
            if (line.SampleRateHz == rateHz) {
                int read = ring.Read(to, offset, count);
                _dropped += read;
                return read;
            }
            double step = (double)line.SampleRateHz / rateHz;
            float[] rows = line.Table.Rows;
            int made = 0;
            while (made < count) {
                int first = (int)_at;
                if (first + SincTable.Taps > _count) {
                    if (!Refill(ring, Math.Min(first, _count), whole)) break;
                    continue;
                }
                to[offset + made++] = At(rows, first, _at - first);
                _at += step;
            }
            return made;
        }

        float At(float[] rows, int first, double fraction) {
            double place = fraction * SincTable.Phases;
            int phase = (int)place;
            float part = (float)(place - phase);
            int row = phase * SincTable.Taps;
            float low = 0f, high = 0f;
            if (part < 1e-5f) {
                for (int tap = 0; tap < SincTable.Taps; tap++) low += _window[first + tap] * rows[row + tap];
                return low;
            }
            for (int tap = 0; tap < SincTable.Taps; tap++) {
                float sample = _window[first + tap];
                low += sample * rows[row + tap];
                high += sample * rows[row + SincTable.Taps + tap];
            }
            return low + part * (high - low);
        }

        /// <summary>Drop what is no longer needed and take more; false: there is no more.</summary>
        bool Refill(BlockRing ring, int drop, bool whole) {
            Array.Copy(_window, drop, _window, 0, _count - drop);
            _count -= drop;
            _at -= drop;
            _dropped += drop;
            int taken = ring.Read(_window, _count, _window.Length - Half - _count);
            _count += taken;
            if (taken > 0) return true;
            if (!whole || _tailed) return false;
            // The silence after the last sample, so that it gets its whole window too.
            Array.Clear(_window, _count, Half);
            _count += Half;
            _tailed = true;
            return true;
        }
    }
}
