using System;
using System.Threading;

namespace Moodvox.Client {
    /// <summary>Plays the lines of one character one after another. Role: what OnAudioFilterRead
    /// calls. Fill: the audio thread, without locks or allocation. The rest: the main thread.</summary>
    public sealed class VoicePlayer {
        /// <summary>Lines that may wait to be heard.</summary>
        public const int MostLines = 64;
        const double FadeS = 0.01;

        readonly LineHandle[] _queue = new LineHandle[MostLines];
        readonly Resampler _resampler = new Resampler();
        long _added;
        long _taken;
        LineHandle _line;
        bool _dry;
        int _fade;

        public bool IsFull => _added - Volatile.Read(ref _taken) >= MostLines;

        /// <summary>Heard when those before it are over.</summary>
        internal void Add(LineHandle line) {
            _queue[_added % MostLines] = line;
            Volatile.Write(ref _added, _added + 1);
        }

        /// <summary>Write <paramref name="count"/> mono samples; what is missing is silence.</summary>
        /// <returns>Whether a line is being played.</returns>
        public bool Fill(float[] to, int count, int rateHz) {
            int made = 0;
            while (made < count) {
                if (_line == null && !Next()) break;
                LineHandle line = _line;
                if (line.Cut) made += FadeOut(line, to, made, count - made, rateHz);
                else if (!Play(line, to, ref made, count, rateHz)) break;
            }
            Array.Clear(to, made, count - made);
            return _line != null;
        }

        bool Next() {
            if (_taken == Volatile.Read(ref _added)) return false;
            _line = _queue[_taken % MostLines];
            _queue[_taken % MostLines] = null;
            Volatile.Write(ref _taken, _taken + 1);
            _resampler.Reset();
            _dry = false;
            _fade = 0;
            return true;
        }

        /// <summary>false: nothing more can be heard now.</summary>
        bool Play(LineHandle line, float[] to, ref int made, int count, int rateHz) {
            // The end is read before the samples: what had come by then is all there will be.
            bool whole = line.End != LineEnd.None;
            if (line.SampleRateHz == 0) {
                if (whole) Finish(line);
                return whole;
            }
            int read = _resampler.Read(line, to, made, count - made, rateHz, whole);
            made += read;
            Tell(line);
            if (read > 0) _dry = false;
            if (made == count) return true;
            if (whole) {
                Finish(line);
                return true;
            }
            if (!_dry) line.RanDry();
            _dry = true;
            return false;
        }

        int FadeOut(LineHandle line, float[] to, int offset, int room, int rateHz) {
            int length = Math.Max(1, (int)(FadeS * rateHz));
            int wanted = Math.Min(room, length - _fade);
            int read = line.SampleRateHz == 0 ? 0 : _resampler.Read(line, to, offset, wanted, rateHz, false);
            for (int i = 0; i < read; i++) to[offset + i] *= 1f - (float)(++_fade) / length;
            Tell(line);
            if (read < wanted || _fade >= length) Finish(line);
            return read;
        }

        void Tell(LineHandle line) {
            line.Sounded(Math.Min(_resampler.Position, line.Received));
        }

        void Finish(LineHandle line) {
            if (!line.Cut) line.Sounded(line.Received);
            _line = null;
            line.SoundOver = true;
        }
    }
}
