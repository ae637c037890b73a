using UnityEngine;

namespace Moodvox {
    /// <summary>A clip of nothing but ones, played in a loop. Role: Unity applies a source's
    /// volume, distance and panning to its clip and calls OnAudioFilterRead afterwards; ones make
    /// them visible there, so that samples times data are spatialised as a clip would be. The
    /// main thread.</summary>
    static class Carrier {
        const int Samples = 4800;
        static AudioClip _ones;

        public static void Play(AudioSource source) {
            if (_ones == null) {
                _ones = AudioClip.Create("Moodvox carrier", Samples, 1, AudioSettings.outputSampleRate, false);
                _ones.hideFlags = HideFlags.HideAndDontSave;
                var ones = new float[Samples];
                for (int i = 0; i < Samples; i++) ones[i] = 1f;
                _ones.SetData(ones, 0);
            }
            if (source.clip == _ones && source.isPlaying) return;
            source.clip = _ones;
            source.loop = true;
            source.pitch = 1f;
            source.dopplerLevel = 0f;
            source.Play();
        }

        public static void Stop(AudioSource source) {
            if (source.clip != _ones) return;
            source.Stop();
            source.clip = null;
            source.loop = false;
        }
    }
}
