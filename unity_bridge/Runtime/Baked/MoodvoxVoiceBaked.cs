using Moodvox.Client;
using UnityEngine;

namespace Moodvox {
    // Lines that were made in the editor, where no sidecar can run.
    public sealed partial class MoodvoxVoice {
        /// <summary>null: a sidecar can speak it, or it is not baked.</summary>
        SpokenLine SayBaked(string text) {
            if (MoodvoxConnection.CanRun || connection == null || connection.Baked == null) return null;
            BakedLine line;
            AudioClip clip;
            if (!connection.Baked.Find(CharacterName, text, out line, out clip)) return null;
            var playback = new BakedPlayback(text, line, clip, _source);
            _baked.Enqueue(playback);
            return playback.Line;
        }

        void TickBaked() {
            if (_baked.Count == 0) return;
            BakedPlayback playback = _baked.Peek();
            if (playback.Tick(Started, Heard, Felt, _bakedMood)) return;
            // A listener may have stopped it in the meantime.
            if (_baked.Count == 0 || _baked.Peek() != playback) return;
            _baked.Dequeue();
            Ended(playback.Line, LineEnd.Finished, null);
        }

        void StopBaked() {
            while (_baked.Count > 0) {
                BakedPlayback playback = _baked.Dequeue();
                playback.Stop();
                Ended(playback.Line, LineEnd.Cancelled, null);
            }
        }
    }
}
