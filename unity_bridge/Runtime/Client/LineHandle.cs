using System;
using System.Collections.Generic;
using System.Text;
using System.Threading;
using Moodvox.Protocol;

namespace Moodvox.Client {
    /// <summary>How a line ended.</summary>
    public enum LineEnd { None, Finished, Cancelled, Dropped, Failed }

    /// <summary>A line that was asked for: what has come of it, and how much of it was heard.
    /// Role: where the three threads meet. Take...: the link's thread. Sounds (VoicePlayer): the
    /// audio thread. All else: the main thread.</summary>
    public sealed class LineHandle {
        public readonly Speak Request;
        internal readonly byte[] IdUtf8;
        internal LineBuffers Buffers;
        internal bool Sent;
        internal long SaidMs;
        internal long Credited;
        internal SincTable Table;
        /// <summary>How often it was asked for anew after the sidecar had gone.</summary>
        internal int Restarts;
        readonly Queue<Mark> _marks = new Queue<Mark>();
        readonly Weights _lastMood = new Weights();
        readonly List<KeyValuePair<long, Weights>> _keptMoods = new List<KeyValuePair<long, Weights>>(0);
        float[] _kept;
        long _received;
        long _played;
        int _rate;
        int _end;
        int _soundOver;
        int _cut;
        int _underruns;

        internal LineHandle(Speak request, LineBuffers buffers) {
            Request = request;
            IdUtf8 = Encoding.UTF8.GetBytes(request.Id);
            Buffers = buffers;
            if (buffers == null) _kept = new float[48000];
        }

        public string Id => Request.Id;
        public string Character => Request.Character;
        /// <summary>Of the samples; 0 before the first block.</summary>
        public int SampleRateHz => Volatile.Read(ref _rate);
        /// <summary>Samples that have come.</summary>
        public long Received => Volatile.Read(ref _received);
        /// <summary>Samples that have been handed to the sound card.</summary>
        public long Played => Volatile.Read(ref _played);
        /// <summary>How often its sound ran dry before its end.</summary>
        public int Underruns => Volatile.Read(ref _underruns);
        /// <summary>None until all of it has come (or nothing more will).</summary>
        public LineEnd End => (LineEnd)Volatile.Read(ref _end);
        /// <summary>Why it failed; null if it did not.</summary>
        public Fault Fault { get; private set; }
        /// <summary>The sidecar's account of it; null until it has come.</summary>
        public Done Done { get; private set; }
        /// <summary>All its samples are kept, instead of played.</summary>
        public bool IsKept => _kept != null;
        /// <summary>It has come whole, and has been heard to its end.</summary>
        public bool IsOver => End != LineEnd.None && (IsKept || SoundOver);

        /// <summary>(S,) all samples of a line that is kept.</summary>
        public float[] Samples() {
            var samples = new float[Received];
            Array.Copy(_kept, samples, samples.Length);
            return samples;
        }

        /// <summary>Copy what has come of a line that is kept, from <paramref name="first"/> on; how
        /// many samples that were. Any thread, also while more comes.</summary>
        public int Copy(long first, float[] to, int offset, int count) {
            // The length is read before the array: a longer one that comes after holds the same.
            int there = (int)Math.Min(count, Received - first);
            if (there > 0) Array.Copy(Volatile.Read(ref _kept), first, to, offset, there);
            return Math.Max(there, 0);
        }

        /// <summary>Of a line that is kept: where its mood changed, and to what.</summary>
        public List<KeyValuePair<long, Weights>> Moods() {
            lock (_keptMoods) return new List<KeyValuePair<long, Weights>>(_keptMoods);
        }

        /// <summary>The next mark that begins at or before <paramref name="played"/>.</summary>
        public bool NextMark(long played, out Mark mark) {
            lock (_marks) {
                if (_marks.Count > 0 && _marks.Peek().FirstSample <= played) {
                    mark = _marks.Dequeue();
                    return true;
                }
            }
            mark = default(Mark);
            return false;
        }

        /// <summary>It was heard, and its listeners know.</summary>
        public bool IsStarted { get; internal set; }
        /// <summary>Nobody uses its buffers any more.</summary>
        internal bool IsReleased { get; set; }

        /// <summary>The audio thread may still hold its buffers: they are not lent again.</summary>
        internal bool IsAbandoned { get; set; }

        internal bool SoundOver {
            get { return Volatile.Read(ref _soundOver) != 0; }
            set { Volatile.Write(ref _soundOver, value ? 1 : 0); }
        }

        /// <summary>Silence it with a short fade, whatever still comes.</summary>
        internal bool Cut {
            get { return Volatile.Read(ref _cut) != 0; }
            set { Volatile.Write(ref _cut, value ? 1 : 0); }
        }

        internal void Sounded(long samples) => Volatile.Write(ref _played, samples);

        internal void RanDry() => Volatile.Write(ref _underruns, _underruns + 1);

        /// <exception cref="WireError">It does not follow the block before it.</exception>
        internal void TakeBlock(Block block, int outputRateHz) {
            // After a restart the line begins anew: what was here before is left out.
            int known = Restarts == 0 ? 0 : (int)Math.Min(block.Samples, Math.Max(0, _received - block.FirstSample));
            if (block.FirstSample + known != _received && known < block.Samples)
                throw new WireError("a block of " + Id + " is missing", "first_sample");
            int samples = (int)block.Samples - known;
            if (samples == 0) return;
            if (_rate == 0) Begin(block.SampleRateHz, outputRateHz);
            bool moved = _received == 0 || !_lastMood.Same(block.Mood);
            if (moved) _lastMood.CopyFrom(block.Mood);
            if (_kept != null) Keep(block, known, samples, moved);
            else {
                if (!Buffers.Ring.Write(block.Audio, samples, block.Format, known))
                    throw new WireError("the sidecar is further ahead than was asked for", "lead_ms");
                if (moved) Buffers.Moods.Add(_received, block.Mood);
            }
            Volatile.Write(ref _received, _received + samples);
        }

        void Begin(int rate, int outputRateHz) {
            if (_kept == null) Table = SincTable.For(rate, outputRateHz);
            Volatile.Write(ref _rate, rate);
        }

        void Keep(Block block, int known, int samples, bool moved) {
            if (moved) lock (_keptMoods) _keptMoods.Add(new KeyValuePair<long, Weights>(_received, Weights.Copy(block.Mood)));
            while (_received + samples > _kept.Length) {
                float[] longer = _kept;
                Array.Resize(ref longer, 2 * longer.Length);
                Volatile.Write(ref _kept, longer);
            }
            Pcm.ToFloats(block.Audio, known, block.Format, _kept, (int)_received, samples);
        }

        internal void TakeMarks(List<Mark> marks) {
            lock (_marks)
                for (int i = 0; i < marks.Count; i++)
                    if (Restarts == 0 || marks[i].FirstSample >= _received) _marks.Enqueue(marks[i]);
        }

        internal void TakeDone(Done done) {
            Done = done;
            Volatile.Write(ref _end, (int)LineEnd.Finished + (int)done.Reason);
        }

        /// <summary>Also the main thread, for a line that is not in the link's table.</summary>
        internal void Fail(Fault fault) {
            Fault = fault;
            Volatile.Write(ref _end, (int)LineEnd.Failed);
        }
    }
}
