using System;
using System.Diagnostics;
using System.Threading;
using Moodvox.Client;

namespace Moodvox.Script {
    /// <summary>A take on its way to a loudspeaker while it is still being made. Role: what an
    /// editor's streaming clip reads from; silence where nothing has come yet. Fill: the audio
    /// thread. The rest: the main thread.</summary>
    public sealed class PreviewStream {
        /// <summary>So much has come before it begins, since a player reads ahead at once.</summary>
        const double HeadS = 0.2;

        readonly LineHandle _line;
        readonly Stopwatch _clock = Stopwatch.StartNew();
        long _read;
        long _firstMs = -1;

        public PreviewStream(Take take) {
            _line = take.Line;
        }

        /// <summary>Whether enough has come to begin with, or all of it.</summary>
        public bool CanBegin => _line.SampleRateHz > 0 && (_line.IsOver || _line.Received >= HeadS * _line.SampleRateHz);
        /// <summary>Whether all of it has been read.</summary>
        public bool IsDone => _line.IsOver && Volatile.Read(ref _read) >= _line.Received;
        /// <summary>From its making to the first sample that was read; -1 before.</summary>
        public long FirstSampleMs => Volatile.Read(ref _firstMs);

        /// <summary>The next samples, (S,); a player calls it with arrays of its own length.</summary>
        public void Fill(float[] to) {
            int read = _line.Copy(_read, to, 0, to.Length);
            Array.Clear(to, read, to.Length - read);
            if (read > 0 && _firstMs < 0) Volatile.Write(ref _firstMs, _clock.ElapsedMilliseconds);
            Volatile.Write(ref _read, _read + read);
        }

        /// <summary>Begin anew: a player has asked for another position.</summary>
        public void Seek(int sample) {
            Volatile.Write(ref _read, sample);
        }
    }
}
