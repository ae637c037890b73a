using System.Threading;
using Moodvox.Protocol;

namespace Moodvox.Client {
    /// <summary>The mood of a line at its blocks, on its way to the main thread. Role: a lock-free
    /// ring whose entries are used again. Add: the link's thread. Until: the main thread.</summary>
    sealed class MoodTrack {
        const int Size = 64;
        readonly long[] _at = new long[Size];
        readonly Weights[] _moods = new Weights[Size];
        long _added;
        long _taken;

        public MoodTrack() {
            for (int i = 0; i < Size; i++) _moods[i] = new Weights();
        }

        public void Clear() {
            Volatile.Write(ref _added, 0);
            Volatile.Write(ref _taken, 0);
        }

        /// <summary>If nobody takes them, the newest are left out.</summary>
        public void Add(long firstSample, Weights mood) {
            if (_added - Volatile.Read(ref _taken) == Size) return;
            int slot = (int)(_added % Size);
            _at[slot] = firstSample;
            _moods[slot].CopyFrom(mood);
            Volatile.Write(ref _added, _added + 1);
        }

        /// <summary>Copy the mood that is heard at <paramref name="played"/>; whether there is a newer one.</summary>
        public bool Until(long played, Weights into) {
            bool found = false;
            while (_taken < Volatile.Read(ref _added)) {
                int slot = (int)(_taken % Size);
                if (_at[slot] > played) break;
                into.CopyFrom(_moods[slot]);
                found = true;
                Volatile.Write(ref _taken, _taken + 1);
            }
            return found;
        }
    }
}
